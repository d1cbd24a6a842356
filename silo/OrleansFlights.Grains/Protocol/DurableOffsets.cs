namespace OrleansFlights.Grains.Protocol;

/// <summary>
/// Up to where what a view has seen is in its stored snapshot, in the store's present life. What was written in an earlier life counts as
/// not written: a store that was started again or failed over may have lost it.
/// </summary>
/// <remarks>Pure; not safe for concurrent use.</remarks>
public sealed class DurableOffsets
{
    private readonly Dictionary<int, long> _offsets = [];

    /// <summary>The life of the store as far as it is known; empty before anybody told.</summary>
    public string Life { get; private set; } = "";

    /// <summary>The offset up to which, exclusive, everything seen of a partition is durable.</summary>
    public long this[int partition] => _offsets.GetValueOrDefault(partition);

    /// <summary>Takes over the store's life; in another one nothing is durable yet.</summary>
    public void GoOnIn(string life)
    {
        if (life == Life)
            return;
        Life = life;
        _offsets.Clear();
    }

    /// <summary>Notes that a snapshot is written.</summary>
    /// <param name="seen">What it had seen of each partition when it was taken.</param>
    /// <param name="life">The life that was known when its writing began; when that is over, nothing is noted.</param>
    public void Note(ReadOnlySpan<(int Partition, long Seen)> seen, string life)
    {
        if (life != Life)
            return;
        foreach (var (partition, offset) in seen)
            _offsets[partition] = offset;
    }
}
