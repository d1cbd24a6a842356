using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Log;

/// <summary>The configuration section <c>Log:Sqlite</c>.</summary>
public sealed class SqliteLogOptions
{
    /// <summary>The file; default: <c>log.db</c> under <c>Data:Path</c>.</summary>
    public string? File { get; set; }

    /// <summary>How long an append waits for other processes that write to the file before it fails, 10 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How large the log may grow, in MiB, before the batch layer lets it forget its oldest records, 0 (without limit) to 16,777,216. Only
    /// those go that are archived, below the oldest retained generation's cut, and read by all who read the log; the archive keeps them.
    /// </summary>
    [Range(0, 16_777_216)]
    public int KeepMegabytes { get; set; } = 2_048;
}
