using System.Diagnostics.Metrics;

namespace OrleansFlights.Search;

/// <summary>The meter <c>OrleansFlights.Search</c>.</summary>
public static class SearchMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansFlights.Search";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> IndexedRecords =
        Meter.CreateCounter<long>("flights_search_indexed_records", "{record}", "Records of the log that are in the search index.");

    private static readonly Counter<long> SkippedRecords =
        Meter.CreateCounter<long>(
            "flights_search_skipped_records", "{record}", "Records that are no flight events, so that there was nothing to index.");

    private static readonly Counter<long> WrittenDocuments =
        Meter.CreateCounter<long>("flights_search_documents", "{document}", "Documents that indexing made or changed.");

    private static readonly Counter<long> IndexFailures =
        Meter.CreateCounter<long>("flights_search_failures", "{failure}", "Times that indexing failed and began anew.");

    private static readonly Counter<long> WriteRetries =
        Meter.CreateCounter<long>(
            "flights_search_retries", "{retry}", "Writes that were tried again because the server was busy or another indexer was first.");

    private static readonly Histogram<double> BatchSeconds =
        Meter.CreateHistogram<double>(
            "flights_search_batch_seconds", "s", "From reading a batch of records until its documents were durable.");

    internal static void Indexed(long records, long skipped, int documents, TimeSpan duration)
    {
        IndexedRecords.Add(records);
        SkippedRecords.Add(skipped);
        WrittenDocuments.Add(documents);
        BatchSeconds.Record(duration.TotalSeconds);
    }

    internal static void Failed() => IndexFailures.Add(1);

    internal static void Retried() => WriteRetries.Add(1);
}
