namespace OrleansFlights.Grains.Status;

/// <summary>Which partitions stand still: behind the end of the log and not moving. Pure; the caller says what time it is.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
/// <param name="patience">How long a partition may be behind without moving.</param>
public sealed class StallDetector(TimeSpan patience)
{
    private readonly Dictionary<int, (long Delivered, TimeSpan Since)> _seen = [];

    /// <summary>Notes how far a partition is.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="delivered">The offset up to which everything was delivered.</param>
    /// <param name="end">The end of the log.</param>
    /// <param name="now">Any clock that only goes forwards.</param>
    /// <returns>Whether it stands still.</returns>
    public bool Note(int partition, long delivered, long end, TimeSpan now)
    {
        if (delivered >= end || !_seen.TryGetValue(partition, out var before) || before.Delivered != delivered)
        {
            _seen[partition] = (delivered, now);
            return false;
        }

        return now - before.Since >= patience;
    }

    /// <summary>Forgets partitions that are read elsewhere now.</summary>
    public void KeepOnly(IReadOnlySet<int> partitions)
    {
        foreach (var gone in _seen.Keys.Where(partition => !partitions.Contains(partition)).ToList())
            _seen.Remove(gone);
    }
}
