using System.Diagnostics.Metrics;

namespace OrleansFlights.Batch;

/// <summary>The meter <c>OrleansFlights.Batch</c>.</summary>
public static class BatchMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansFlights.Batch";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> ArchivedRecords =
        Meter.CreateCounter<long>("flights_archive_records", "{record}", "Records that were archived.");

    private static readonly Counter<long> ArchiveFailures =
        Meter.CreateCounter<long>("flights_archive_failures", "{failure}", "Times that archiving failed and began anew.");

    private static readonly Counter<long> RunRows = Meter.CreateCounter<long>(
        "flights_batch_rows", "{row}", "Rows of views that runs wrote.");

    private static readonly Counter<long> RunFailures = Meter.CreateCounter<long>(
        "flights_batch_failures", "{failure}", "Runs that failed.");

    private static readonly Histogram<double> RunSeconds =
        Meter.CreateHistogram<double>("flights_batch_run_seconds", "s", "From the start of a run until its generation was complete.");

    /// <summary>Shows every counter at zero, so that what has not happened yet can be told from what is not measured.</summary>
    internal static void Announce()
    {
        foreach (var counter in (ReadOnlySpan<Counter<long>>)[ArchivedRecords, ArchiveFailures, RunRows, RunFailures])
            counter.Add(0);
    }

    internal static void Archived(long records) => ArchivedRecords.Add(records);

    internal static void ArchiveFailed() => ArchiveFailures.Add(1);

    internal static void RunCompleted(TimeSpan duration, long rows, string mode)
    {
        RunRows.Add(rows);
        RunSeconds.Record(duration.TotalSeconds, KeyValuePair.Create<string, object?>("mode", mode));
    }

    internal static void RunFailed() => RunFailures.Add(1);
}
