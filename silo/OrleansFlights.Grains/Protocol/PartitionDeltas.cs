using System.Runtime.InteropServices;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Protocol;

/// <summary>Where a delta counts: a segment of the partition and a window of event time.</summary>
internal readonly record struct DeltaKey(long Segment, int Window);

/// <summary>
/// One view's deltas of one partition: of each segment either its facts themselves, while they are few, or a tally per window. A tally
/// takes as much memory as twenty facts, and most views have but a few in a segment.
/// </summary>
internal sealed class PartitionDeltas(SegmentSize segments)
{
    /// <summary>Facts of one segment that are kept as they are; with one more they become tallies.</summary>
    private const int MostFacts = 8;

    private readonly Dictionary<DeltaKey, FlightTally> _cells = [];
    private readonly List<FlightFact> _facts = [];
    private DeltaKey _lastKey;
    private FlightTally? _last;
    private long _segment = -1;
    private int _factsOfSegment;

    /// <summary>The offset up to which, exclusive, everything was seen.</summary>
    public long Seen { get; set; }

    /// <summary>The tallies.</summary>
    public IReadOnlyDictionary<DeltaKey, FlightTally> Cells => _cells;

    /// <summary>The facts that are in no tally, in offset order.</summary>
    public IReadOnlyList<FlightFact> Facts => _facts;

    /// <summary>Counts a fact; it lies above all that were counted before.</summary>
    public void Add(in FlightFact fact)
    {
        var segment = segments.SegmentOf(fact.Offset);
        if (segment != _segment)
            (_segment, _factsOfSegment) = (segment, 0);
        if (_factsOfSegment > MostFacts)
        {
            Cell(segment, fact.Window).Add(in fact);
            return;
        }

        _facts.Add(fact);
        if (++_factsOfSegment <= MostFacts)
            return;
        var first = _facts.Count - _factsOfSegment;
        foreach (ref readonly var own in CollectionsMarshal.AsSpan(_facts)[first..])
            Cell(segment, own.Window).Add(in own);
        _facts.RemoveRange(first, _factsOfSegment);
    }

    /// <summary>
    /// The tally of a segment and window, made when new. Neighbouring events mostly share one, so the last is kept at hand.
    /// </summary>
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

        var end = segments.StartOf(segment);
        var kept = _facts.FindIndex(fact => fact.Offset >= end);
        _facts.RemoveRange(0, kept < 0 ? _facts.Count : kept);
        if (_facts.Count < _facts.Capacity / 4)
            _facts.TrimExcess();
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

        foreach (ref readonly var fact in CollectionsMarshal.AsSpan(_facts))
        {
            var segment = segments.SegmentOf(fact.Offset);
            if (segment >= fromSegment && segment < toSegment)
                sum.Add(in fact);
        }
    }

    /// <summary>Adds the deltas of segments at or above one to sums by window, for windows in [from, to).</summary>
    public void AddWindows(SortedDictionary<int, FlightTally> windows, long fromSegment, int fromWindow, int toWindow)
    {
        foreach (var (key, cell) in _cells)
        {
            if (key.Segment >= fromSegment && key.Window >= fromWindow && key.Window < toWindow)
                Sum(windows, key.Window).Add(cell);
        }

        foreach (ref readonly var fact in CollectionsMarshal.AsSpan(_facts))
        {
            if (segments.SegmentOf(fact.Offset) >= fromSegment && fact.Window >= fromWindow && fact.Window < toWindow)
                Sum(windows, fact.Window).Add(in fact);
        }
    }

    /// <summary>Takes what a snapshot held: facts that are in no tally, in offset order.</summary>
    public void Restore(IEnumerable<FlightFact> facts) => _facts.AddRange(facts);

    private static FlightTally Sum(SortedDictionary<int, FlightTally> windows, int window)
    {
        if (!windows.TryGetValue(window, out var sum))
            windows.Add(window, sum = new FlightTally());
        return sum;
    }
}
