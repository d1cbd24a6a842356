using System.Runtime.InteropServices;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Merge;

/// <summary>Where a delta counts: a segment of the partition and a window of event time.</summary>
internal readonly record struct DeltaKey(long Segment, int Window);

/// <summary>One view's deltas of one partition: a tally per segment and window.</summary>
internal sealed class PartitionDeltas
{
    private readonly Dictionary<DeltaKey, FlightTally> _cells = [];
    private DeltaKey _lastKey;
    private FlightTally? _last;

    /// <summary>The offset up to which, exclusive, everything was seen.</summary>
    public long Seen { get; set; }

    /// <summary>All deltas.</summary>
    public IReadOnlyDictionary<DeltaKey, FlightTally> Cells => _cells;

    /// <summary>The delta of a segment and window, made when new. Neighbouring events mostly share one, so the last is kept at hand.</summary>
    public FlightTally Cell(long segment, int window)
    {
        var key = new DeltaKey(segment, window);
        if (_last is not null && key == _lastKey)
            return _last;

        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, key, out _);
        _lastKey = key;
        return _last = cell ??= new FlightTally();
    }

    /// <summary>Forgets the deltas of segments below one.</summary>
    public void DropBelow(long segment)
    {
        foreach (var key in _cells.Keys)
        {
            if (key.Segment < segment)
                _cells.Remove(key);
        }

        _last = null;
    }

    /// <summary>Adds the deltas of segments in [from, to) to a tally.</summary>
    public void AddTo(FlightTally sum, long fromSegment, long toSegment)
    {
        foreach (var (key, cell) in _cells)
        {
            if (key.Segment >= fromSegment && key.Segment < toSegment)
                sum.Add(cell);
        }
    }

    /// <summary>Adds the deltas of segments at or above one to sums by window, for windows in [from, to).</summary>
    public void AddWindows(SortedDictionary<int, FlightTally> windows, long fromSegment, int fromWindow, int toWindow)
    {
        foreach (var (key, cell) in _cells)
        {
            if (key.Segment < fromSegment || key.Window < fromWindow || key.Window >= toWindow)
                continue;
            if (windows.TryGetValue(key.Window, out var sum))
                sum.Add(cell);
            else
                windows.Add(key.Window, cell.Clone());
        }
    }
}
