using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>How a partition fares that this silo reads.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Lag">Records between its checkpoint and its end.</param>
/// <param name="CacheBytes">Memory that its read records take.</param>
/// <param name="Trouble">What keeps it from being read or from recording checkpoints; null when nothing does.</param>
internal readonly record struct PartitionStatus(int Partition, long Lag, long CacheBytes, string? Trouble);

/// <summary>The partitions of a provider that this silo reads.</summary>
internal sealed class PartitionStatuses(string provider)
{
    private readonly ConcurrentDictionary<int, Func<PartitionStatus>> _partitions = new();

    public string Provider => provider;

    public IEnumerable<PartitionStatus> All => _partitions.Values.Select(status => status());

    public void Add(int partition, Func<PartitionStatus> status) => _partitions[partition] = status;

    public void Remove(int partition, Func<PartitionStatus> status) => _partitions.TryRemove(new(partition, status));
}
