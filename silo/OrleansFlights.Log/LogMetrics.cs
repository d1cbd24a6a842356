using System.Diagnostics.Metrics;

namespace OrleansFlights.Log;

/// <summary>The meter <c>OrleansFlights.Log</c>.</summary>
public static class LogMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansFlights.Log";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> AppendedRecords =
        Meter.CreateCounter<long>("flights_log_appended_records", "{record}", "Records that were acknowledged.");

    private static readonly Counter<long> AppendedBytes =
        Meter.CreateCounter<long>("flights_log_appended_bytes", "By", "Bytes of records that were acknowledged.");

    private static readonly Counter<long> ReadRecords =
        Meter.CreateCounter<long>("flights_log_read_records", "{record}", "Records that readers handed out.");

    private static readonly Counter<long> DeadLetterRecords =
        Meter.CreateCounter<long>("flights_dead_letters", "{record}", "Records that went to the dead letters.");

    private static readonly Histogram<double> CommitSeconds =
        Meter.CreateHistogram<double>("flights_log_commit_seconds", "s", "From the start of a commit or send until it was durable.");

    internal static void Committed(TimeSpan duration, long records, long bytes)
    {
        AppendedRecords.Add(records);
        AppendedBytes.Add(bytes);
        CommitSeconds.Record(duration.TotalSeconds);
    }

    /// <summary>Shows the count of dead letters at zero, so that none can be told from not measured.</summary>
    public static void Announce() => DeadLetterRecords.Add(0);

    internal static void DeadLetters(int partition, int records) =>
        DeadLetterRecords.Add(records, new KeyValuePair<string, object?>("partition", partition));

    internal static void Read(int records) => ReadRecords.Add(records);
}
