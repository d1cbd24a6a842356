using Microsoft.Extensions.Configuration;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Hosting;

/// <summary>Reads the section <c>Batch</c>, with the one setting of <c>Log</c> that the batch layer acts on.</summary>
internal static class BatchSettings
{
    public static BatchOptions ReadBatch(IConfiguration configuration)
    {
        var options = SettingsReader.Read<BatchOptions>(configuration);
        options.TruncateLog = SettingsReader.Read<LogOptions>(configuration).Truncate;
        return options;
    }
}
