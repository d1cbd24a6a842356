using System.Diagnostics.Metrics;

namespace OrleansFlights.Streams;

/// <summary>The stream provider's metrics, meter <c>OrleansFlights.Streams</c>.</summary>
public static class StreamMetrics
{
    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new("OrleansFlights.Streams");

    /// <summary>Shows every counter at zero, so that what has not happened yet can be told from what is not measured.</summary>
    public static void Announce()
    {
        foreach (var counter in (ReadOnlySpan<Counter<long>>)[Records, Deliveries, Resends, Rewinds, Checkpoints, ShortCheckpoints])
            counter.Add(0);
    }

    internal static readonly Counter<long> Records = Meter.CreateCounter<long>("flights_records", "{record}", "Records read from the log.");

    internal static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "flights_deliveries", "{batch}", "Batches sent to the grains that answer for them.");

    internal static readonly Counter<long> Resends = Meter.CreateCounter<long>(
        "flights_resends", "{batch}", "Batches sent again because a consumer missed something.");

    internal static readonly Counter<long> Rewinds = Meter.CreateCounter<long>(
        "flights_rewinds", "{rewind}", "Times a reader went back in the log.");

    internal static readonly Counter<long> Checkpoints = Meter.CreateCounter<long>(
        "flights_checkpoints", "{checkpoint}", "Checkpoints recorded.");

    internal static readonly Counter<long> ShortCheckpoints = Meter.CreateCounter<long>(
        "flights_checkpoints_short", "{checkpoint}", "Checkpoints put off because a consumer was not durable yet.");

    internal static readonly Histogram<double> DeliverySeconds = Meter.CreateHistogram<double>(
        "flights_delivery_latency", "s", "From the time stamp of a poll's first record until every view of the poll had it.");

    internal static readonly Histogram<double> CheckpointSeconds = Meter.CreateHistogram<double>(
        "flights_checkpoint_duration", "s", "Time a checkpoint took.");
}
