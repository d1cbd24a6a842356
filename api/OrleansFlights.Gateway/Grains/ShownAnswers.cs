using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>
/// How far the answers of each view went that this gateway has shown, for the views asked last: between <c>capacity</c> and half of it. So
/// a view that moved to another silo and is behind there for a moment is noticed before an older answer follows a newer one.
/// </summary>
/// <param name="capacity">Most views remembered; the half that was not asked again is forgotten first.</param>
public sealed class ShownAnswers(int capacity = ShownAnswers.DefaultCapacity)
{
    /// <summary>Most views remembered unless said otherwise: some 20 MB at 8 partitions.</summary>
    public const int DefaultCapacity = 65_536;

    private readonly Lock _turning = new();
    private ConcurrentDictionary<ViewKey, ImmutableArray<PartitionOffset>> _recent = [];
    private ConcurrentDictionary<ViewKey, ImmutableArray<PartitionOffset>> _before = [];
    private int _count;

    /// <summary>How far a view's answers went; default for a view that is not remembered.</summary>
    public ImmutableArray<PartitionOffset> Find(ViewKey view) =>
        Volatile.Read(ref _recent).TryGetValue(view, out var shown) || Volatile.Read(ref _before).TryGetValue(view, out shown)
            ? shown : default;

    /// <summary>Notes that an answer that went so far is shown.</summary>
    public void Note(ViewKey view, ImmutableArray<PartitionOffset> watermarks)
    {
        var recent = Volatile.Read(ref _recent);
        while (true)
        {
            if (recent.TryGetValue(view, out var shown))
            {
                var higher = Positions.Higher(shown, watermarks);
                if (higher == shown || recent.TryUpdate(view, higher, shown))
                    return;
            }
            else if (recent.TryAdd(view, Find(view) is { IsDefault: false } known ? Positions.Higher(known, watermarks) : watermarks))
            {
                if (Interlocked.Increment(ref _count) >= Math.Max(1, capacity / 2))
                    Turn(recent);
                return;
            }
        }
    }

    private void Turn(ConcurrentDictionary<ViewKey, ImmutableArray<PartitionOffset>> full)
    {
        lock (_turning)
        {
            if (_recent != full)
                return;
            _before = full;
            Volatile.Write(ref _recent, []);
            _count = 0;
        }
    }
}
