using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansFlights.Streams;

/// <summary>How far the reader of a partition is.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Position">The next offset it reads.</param>
/// <param name="Delivered">The offset up to which everything was delivered.</param>
/// <param name="Checkpoint">The recorded checkpoint.</param>
/// <param name="RetainedBytes">Memory held for sending again.</param>
/// <param name="CheckpointAge">Time since everything delivered was behind the checkpoint.</param>
public readonly record struct PartitionStatus(
    int Partition, long Position, long Delivered, long Checkpoint, long RetainedBytes, TimeSpan CheckpointAge)
{
    /// <summary>Streams that are set apart because their consumers always fail.</summary>
    public int Quarantined { get; init; }

    /// <summary>What keeps the partition from being read or recorded now; null for nothing.</summary>
    public string? Trouble { get; init; }
}

/// <summary>The partitions that this silo reads, and how far.</summary>
public sealed class PartitionStatuses
{
    private readonly ConcurrentDictionary<int, Func<PartitionStatus>> _statuses = new();

    /// <summary>Publishes the gauges.</summary>
    public PartitionStatuses()
    {
        StreamMetrics.Meter.CreateObservableGauge(
            "flights_reader_position", () => Measure(s => s.Position), "{offset}", "Next offset of each partition's reader.");
        StreamMetrics.Meter.CreateObservableGauge(
            "flights_delivered_position", () => Measure(s => s.Delivered), "{offset}", "Offset up to which everything was delivered.");
        StreamMetrics.Meter.CreateObservableGauge(
            "flights_checkpoint_position", () => Measure(s => s.Checkpoint), "{offset}", "Recorded checkpoint of each partition.");
        StreamMetrics.Meter.CreateObservableGauge(
            "flights_retained_bytes", () => Measure(s => s.RetainedBytes), "By", "Memory held for sending again.");
        StreamMetrics.Meter.CreateObservableGauge(
            "flights_checkpoint_age", () =>
                Measure(s => s.CheckpointAge.TotalSeconds), "s", "Time since everything delivered was behind the checkpoint.");
        StreamMetrics.Meter.CreateObservableGauge(
            "flights_quarantined_views", () =>
                Measure(s => s.Quarantined), "{view}", "Views set apart because they always fail; checkpoints go on without them.");
    }

    /// <summary>The partitions read now.</summary>
    public IReadOnlyList<PartitionStatus> Current => [.. _statuses.Values.Select(s => s()).OrderBy(s => s.Partition)];

    internal void Set(int partition, Func<PartitionStatus> status) => _statuses[partition] = status;

    internal void Remove(int partition, Func<PartitionStatus> status) => _statuses.TryRemove(KeyValuePair.Create(partition, status));

    private IEnumerable<Measurement<T>> Measure<T>(Func<PartitionStatus, T> value)
        where T : struct => Current.Select(s => new Measurement<T>(value(s), new KeyValuePair<string, object?>("partition", s.Partition)));
}
