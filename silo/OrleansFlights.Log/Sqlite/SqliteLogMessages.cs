using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Sqlite;

/// <summary>What the SQLite log says.</summary>
internal static partial class SqliteLogMessages
{
    [LoggerMessage(1001, LogLevel.Debug, "Opened topic {Topic} with {Partitions} partitions in {File}")]
    public static partial void Opened(ILogger logger, string topic, int partitions, string file);

    [LoggerMessage(1002, LogLevel.Error, "A commit of {Requests} requests to the log failed; none of them was acknowledged")]
    public static partial void CommitFailed(ILogger logger, Exception exception, int requests);
}
