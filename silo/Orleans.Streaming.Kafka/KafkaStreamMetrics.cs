using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Streaming.Kafka;

/// <summary>The provider's metrics and traces, names <c>orleans.streams.kafka.*</c>.</summary>
public static class KafkaStreamMetrics
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Orleans.Streaming.Kafka";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> ProducedRecords = Meter.CreateCounter<long>(
        "orleans.streams.kafka.produced", "{record}", "Records written.");

    private static readonly Counter<long> ReadRecords = Meter.CreateCounter<long>(
        "orleans.streams.kafka.read", "{record}", "Records read.");

    private static readonly Counter<long> DeliveredRecords = Meter.CreateCounter<long>(
        "orleans.streams.kafka.delivered", "{record}", "Records that a subscription took.");

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "orleans.streams.kafka.deliveries", "{batch}", "Batches that a subscription took.");

    private static readonly Counter<long> Replayed = Meter.CreateCounter<long>(
        "orleans.streams.kafka.replayed", "{record}", "Records read again from the log for a subscription behind the cache.");

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "orleans.streams.kafka.dead_letters", "{record}", "Records passed over as poison.");

    private static readonly Counter<long> Missed = Meter.CreateCounter<long>(
        "orleans.streams.kafka.missed", "{record}", "Offsets that the topic's retention took before they were read.");

    internal static ActivitySource Traces { get; } = new(Name);

    internal static void Produced(string provider, int records) =>
        ProducedRecords.Add(records, new KeyValuePair<string, object?>("provider", provider));

    internal static void Read(string provider, int partition, int records) => ReadRecords.Add(records, Tags(provider, partition));

    internal static void Delivered(string provider, int partition, int records)
    {
        var tags = Tags(provider, partition);
        DeliveredRecords.Add(records, tags);
        Deliveries.Add(1, tags);
    }

    internal static void ReadAgain(string provider, int partition, int records) => Replayed.Add(records, Tags(provider, partition));

    internal static void DeadLetter(string provider, int partition) => DeadLetters.Add(1, Tags(provider, partition));

    internal static void Gone(string provider, int partition, long records) => Missed.Add(records, Tags(provider, partition));

    /// <summary>Shows the gauges of a provider's partitions for as long as the registry lives.</summary>
    internal static void Observe(PartitionStatuses statuses)
    {
        Meter.CreateObservableGauge("orleans.streams.kafka.lag", () => Each(statuses, s => s.Lag), "{record}",
            "Records behind the checkpoint's offset.");
        Meter.CreateObservableGauge("orleans.streams.kafka.cache_bytes", () => Each(statuses, s => s.CacheBytes), "By",
            "Memory that read records take.");
    }

    private static IEnumerable<Measurement<long>> Each(PartitionStatuses statuses, Func<PartitionStatus, long> value) =>
        statuses.All.Select(status => new Measurement<long>(value(status), Tags(statuses.Provider, status.Partition)));

    private static TagList Tags(string provider, int partition) => new() { { "provider", provider }, { "partition", partition } };
}
