namespace OrleansFlights.Streams.Protocol;

/// <summary>Where the reader of a partition starts, and what is stored of the reader before it.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The first offset that it reads.</param>
/// <param name="Floor">The offset below which no consumer needs anything.</param>
/// <param name="Stored">The checkpoint that is stored; null for none.</param>
/// <param name="Apart">Streams that are set apart: their consumers may lack what lies below the first offset.</param>
/// <param name="Life">The life of the store that the checkpoint was read in, told before it was read.</param>
public sealed record PartitionStart(
    int Partition, long Offset, long Floor, long? Stored, IReadOnlyList<QuarantinedStream> Apart, string Life)
{
    /// <summary>Decides where to start: at the checkpoint, or where consumers begin to need anything if that is higher.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="stored">The checkpoint that is stored; null for none.</param>
    /// <param name="floor">The lowest cut that may be published again.</param>
    /// <param name="apart">The streams that are set apart, of all partitions.</param>
    /// <param name="life">The life of the store, told before the checkpoint was read.</param>
    public static PartitionStart Of(int partition, long? stored, long floor, IEnumerable<QuarantinedStream> apart, string life) =>
        new(partition, Math.Max(stored ?? 0, floor), floor, stored, [.. apart.Where(stream => stream.Partition == partition)], life);

    /// <summary>
    /// Whether a log that ends at an offset holds all that was read of it. One that does not went back: new records would take offsets that
    /// count as read.
    /// </summary>
    public bool IsWithin(long end) => end >= Offset;
}
