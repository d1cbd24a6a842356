using OrleansFlights.Log;

namespace OrleansFlights.Testing;

/// <summary>
/// A log that has but the first few partitions of another one and gets more of them when a test says so, as happens to a topic of a broker.
/// Keys are spread over the partitions that there are, so records of one key come to lie on several.
/// </summary>
/// <param name="inner">Holds all partitions.</param>
/// <param name="partitions">How many there are at first.</param>
public sealed class GrowingLog(IEventLog inner, int partitions) : IEventLog, ITopic
{
    private volatile int _partitions = partitions;

    public ITopic Events => this;

    public ITopic DeadLetters => inner.DeadLetters;

    public string Topic => inner.Events.Topic;

    public ITopic Open(string topic, bool compacted) => inner.Open(topic, compacted);

    public void Grow(int partitions) => _partitions = partitions;

    public ValueTask<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken) => inner.Events.GetIdentityAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<OffsetRange>> GetOffsetsAsync(CancellationToken cancellationToken)
    {
        var count = _partitions;
        return [.. (await inner.Events.GetOffsetsAsync(cancellationToken)).Take(count)];
    }

    public ValueTask AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken)
    {
        var count = _partitions;
        var placed = entries.ToArray();
        for (var i = 0; i < placed.Length; i++)
            placed[i] = placed[i] with { Partition = placed[i].Partition ?? KeyPartitioner.PartitionOf(placed[i].Key.Span, count) };
        return inner.Events.AppendAsync(placed, cancellationToken);
    }

    public ILogReader OpenReader(int partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _partitions);
        return inner.Events.OpenReader(partition, offset);
    }

    public ValueTask TruncateAsync(int partition, long before, CancellationToken cancellationToken) =>
        inner.Events.TruncateAsync(partition, before, cancellationToken);

    /// <summary>Nothing to end here: it belongs to what it was made of.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
