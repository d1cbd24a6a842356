using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Commands;

/// <summary>
/// Keeps commands that work on what is there from making an empty data directory in its place, which hides that another one was meant.
/// </summary>
internal static class DataDirectory
{
    /// <summary>Checks that the directory of the embedded log is there; a log elsewhere needs none.</summary>
    /// <exception cref="BatchException">It is not, or is no directory.</exception>
    public static void ThrowUnlessThere(IConfiguration configuration)
    {
        var log = SettingsReader.Read<LogOptions>(configuration);
        if (log.Provider != LogOptions.SqliteProvider || log.Sqlite.File is not null)
            return;
        var path = Path.GetFullPath(SettingsReader.Read<DataOptions>(configuration).Path);
        if (File.Exists(path))
            throw new BatchException($"The data directory {path} is a file (--data, or the setting Data:Path, says where it is).");
        if (!Directory.Exists(path))
        {
            throw new BatchException(
                $"There is no data directory {path} (--data, or the setting Data:Path, says where it is). "
                + "A gateway or a producer makes it.");
        }
    }
}
