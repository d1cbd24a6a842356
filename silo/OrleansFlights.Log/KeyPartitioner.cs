namespace OrleansFlights.Log;

/// <summary>
/// Chooses the partition of a key as Kafka's Java clients do (murmur2 of the key, sign bit off, modulo the partitions), so that a key
/// keeps its partition whichever producer writes it.
/// </summary>
public static class KeyPartitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint Mix = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>The partition of a key among <paramref name="partitions"/> of them.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return (int)(Murmur2(key) & 0x7FFFFFFF) % partitions;
    }

    private static uint Murmur2(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = Seed ^ (uint)data.Length;
            while (data.Length >= 4)
            {
                var word = BitConverter.ToUInt32(data) * Mix;
                word ^= word >> Shift;
                hash = (hash * Mix) ^ (word * Mix);
                data = data[4..];
            }

            if (data.Length == 3)
                hash ^= (uint)data[2] << 16;
            if (data.Length >= 2)
                hash ^= (uint)data[1] << 8;
            if (data.Length >= 1)
                hash = (hash ^ data[0]) * Mix;

            hash = (hash ^ (hash >> 13)) * Mix;
            return hash ^ (hash >> 15);
        }
    }
}
