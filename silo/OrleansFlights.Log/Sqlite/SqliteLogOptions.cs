using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Log.Sqlite;

/// <summary>The configuration section <c>Log:Sqlite</c>.</summary>
public sealed class SqliteLogOptions
{
    /// <summary>The file; default: <c>log.db</c> under <c>Data:Path</c>.</summary>
    public string? File { get; set; }

    /// <summary>How long an append waits for other processes that write to the file before it fails, 10 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
