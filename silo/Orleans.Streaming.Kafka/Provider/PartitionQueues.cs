namespace Orleans.Streaming.Kafka;

/// <summary>
/// A queue per partition. A queue's place on the ring of silos follows from its partition's number alone, so that partitions that are added
/// move none of those there were: the places 0, 1/2, 1/4, 3/4, 1/8, … of the ring divide it ever more finely.
/// </summary>
internal sealed class PartitionQueues(string provider) : IConsistentRingStreamQueueMapper
{
    private const int Bits = 32;

    private volatile QueueId[] _queues = [];

    public static int PartitionOf(QueueId queue) => (int)queue.GetNumericId();

    /// <summary>Adds the queues of partitions; those there are stay as they are.</summary>
    /// <returns>Whether there are more than before.</returns>
    public bool Grow(int partitions)
    {
        var before = _queues;
        if (partitions <= before.Length)
            return false;
        _queues = [.. before, .. Enumerable.Range(before.Length, partitions - before.Length).Select(QueueOf)];
        return true;
    }

    public IEnumerable<QueueId> GetAllQueues() => _queues;

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) =>
        [.. _queues.Where(queue => range.InRange(queue.GetUniformHashCode()))];

    /// <summary>A record's key chooses its partition when it is written; nobody asks beforehand.</summary>
    public QueueId GetQueueForStream(StreamId streamId) =>
        throw new NotSupportedException("The producer's partitioner chooses the partition of a stream.");

    private QueueId QueueOf(int partition) => QueueId.GetQueueId(provider, (uint)partition, PlaceOf((uint)partition));

    /// <summary>The number's bits in reverse: the van der Corput sequence, as a fraction of the ring.</summary>
    private static uint PlaceOf(uint partition)
    {
        var place = 0u;
        for (var bit = 0; bit < Bits; bit++)
            place = (place << 1) | ((partition >> bit) & 1);
        return place;
    }
}
