using System.Runtime.InteropServices;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Protocol;

/// <summary>What became of a batch.</summary>
public enum ApplyResult
{
    /// <summary>It connected to what was seen and its new events were counted.</summary>
    Applied,

    /// <summary>All of it was seen before.</summary>
    Repeated,

    /// <summary>It begins above what was seen: something was lost on the way, and nothing of it was counted.</summary>
    Gap,
}

/// <summary>What adopting a generation found.</summary>
public enum AuditResult
{
    /// <summary>Nothing to compare: the first generation adopted, or the events between the cuts have not all been seen.</summary>
    Inconclusive,

    /// <summary>Both layers count the same between the two cuts.</summary>
    Equal,

    /// <summary>The layers count differently: one of them is wrong.</summary>
    Drift,
}

/// <summary>
/// The state of one view: a generation's tally below its cut, and, per partition, segment and window, what was counted (a delta) of
/// everything seen at or above the oldest cut that may be published again. Invariant: for each partition, all of the view's events in
/// [oldest cut, <see cref="Seen"/>) are in the deltas, each once; so batch plus the deltas at or above the cut is a recount up to
/// <see cref="Watermark"/>, under every retained generation. It holds because a batch is counted only when it connects to what was seen.
/// </summary>
/// <remarks>Pure: no clock, no I/O; not safe for concurrent use.</remarks>
public sealed class ViewState
{
    private readonly Dictionary<int, PartitionDeltas> _partitions = [];
    private FlightTally _batch = new();
    private FlightTally _realtime = new();

    /// <summary>A view that has seen nothing.</summary>
    /// <param name="segments">Segment size of the topic.</param>
    /// <param name="oldest">Lowest cut that may be published again: everything below it is in every retained generation.</param>
    public ViewState(SegmentSize segments, Cut oldest)
    {
        Segments = segments;
        Oldest = oldest;
    }

    /// <summary>Segment size of the topic.</summary>
    public SegmentSize Segments { get; }

    /// <summary>What the deltas reach down to: the lowest cut that may be published again, as far as this view ever knew.</summary>
    public Cut Oldest { get; private set; }

    /// <summary>The adopted generation; null before the first, when there is no answer yet.</summary>
    public Generation? Adopted { get; private set; }

    /// <summary>Goes up with each change of the answer.</summary>
    public long Version { get; private set; }

    /// <summary>The generation's tally. Not to be added to.</summary>
    public FlightTally Batch => _batch;

    /// <summary>The sum of the deltas at or above the generation's cut. Not to be added to.</summary>
    public FlightTally Realtime => _realtime;

    /// <summary>Partitions of which anything was seen.</summary>
    public IReadOnlyCollection<int> Partitions => _partitions.Keys;

    /// <summary>
    /// The offset up to which, exclusive, all of the view's events of a partition were seen, or lie below the oldest cut.
    /// </summary>
    public long Seen(int partition) => Math.Max(_partitions.TryGetValue(partition, out var deltas) ? deltas.Seen : 0, Oldest[partition]);

    /// <summary>The offset up to which, exclusive, the answer counts a partition.</summary>
    public long Watermark(int partition) => Math.Max(Seen(partition), Adopted?.Cut[partition] ?? 0);

    /// <summary>Counts the events of a batch that were not seen before.</summary>
    /// <param name="partition">Partition of the batch.</param>
    /// <param name="coversFrom">Where its coverage begins.</param>
    /// <param name="coversTo">Where its coverage ends, exclusive.</param>
    /// <param name="facts">The view's events in that range; ascending, save that a stretch may be told twice.</param>
    public ApplyResult Apply(int partition, long coversFrom, long coversTo, ReadOnlySpan<FlightFact> facts)
    {
        var next = Seen(partition);
        if (coversFrom > next)
            return ApplyResult.Gap;
        if (coversTo <= next)
            return ApplyResult.Repeated;

        var deltas = Deltas(partition);
        var cut = Adopted?.Cut[partition] ?? 0;
        foreach (ref readonly var fact in facts)
        {
            if (fact.Offset < next)
                continue;
            next = fact.Offset + 1;
            deltas.Add(in fact);
            if (fact.Offset >= cut)
                _realtime.Add(in fact);
        }

        deltas.Seen = coversTo;
        Version++;
        return ApplyResult.Applied;
    }

    /// <summary>
    /// Whether a generation's tally and the deltas meet. They do not when it is known from an old look, from before it was retired, while
    /// this view has let go of the deltas above it.
    /// </summary>
    public bool Reaches(Generation generation) => generation.Cut.Covers(Oldest);

    /// <summary>Goes over to another generation in one step, newer or older, and audits it against the one before.</summary>
    /// <param name="generation">The generation to go to; one that this view <see cref="Reaches"/>.</param>
    /// <param name="batch">The view's tally under it.</param>
    /// <param name="oldest">The lowest cut that may be published again; deltas below it are dropped.</param>
    /// <param name="settled">
    /// Offsets below which, per partition, every event above the oldest cut is known to have reached its view (recorded checkpoints), so
    /// that views without recent events can be audited too.
    /// </param>
    /// <exception cref="ArgumentException">The deltas do not reach down to the generation's cut.</exception>
    public AuditResult Adopt(Generation generation, FlightTally batch, Cut oldest, IReadOnlyDictionary<int, long> settled)
    {
        if (!Reaches(generation))
            throw new ArgumentException(
                $"generation {generation.Id} is cut at {generation.Cut}, the deltas reach down to {Oldest} only", nameof(generation));

        var audit = Adopted is { } before ? Compare(before.Cut, generation.Cut, batch, oldest, settled) : AuditResult.Inconclusive;
        Adopted = generation;
        _batch = batch;
        Oldest = Oldest.Higher(oldest);
        _realtime = new FlightTally();
        foreach (var (partition, deltas) in _partitions)
        {
            deltas.DropBelow(Segments.SegmentOf(Oldest[partition]));
            deltas.AddTo(_realtime, Segments.SegmentOf(generation.Cut[partition]), long.MaxValue);
        }

        Version++;
        return audit;
    }

    /// <summary>The sum of deltas by window, at or above the adopted cut, for windows in [from, to).</summary>
    public SortedDictionary<int, FlightTally> Windows(int fromWindow, int toWindow)
    {
        var windows = new SortedDictionary<int, FlightTally>();
        foreach (var (partition, deltas) in _partitions)
            deltas.AddWindows(windows, Segments.SegmentOf(Adopted?.Cut[partition] ?? 0), fromWindow, toWindow);
        return windows;
    }

    internal PartitionDeltas Deltas(int partition)
    {
        ref var deltas = ref CollectionsMarshal.GetValueRefOrAddDefault(_partitions, partition, out var exists);
        if (!exists)
            deltas = new PartitionDeltas(Segments);
        return deltas!;
    }

    private AuditResult Compare(Cut before, Cut after, FlightTally batch, Cut oldest, IReadOnlyDictionary<int, long> settled)
    {
        var forwards = after.Covers(before);
        if (!forwards && !before.Covers(after))
            return AuditResult.Inconclusive;

        var (low, high, expected) = forwards ? (before, after, batch) : (after, before, _batch);
        var between = (forwards ? _batch : batch).Clone();
        var conclusive = true;
        foreach (var (partition, offset) in high.Offsets)
        {
            // A checkpoint speaks for what lies above the oldest cut of its time only, so not for what a generation retired since leaves to
            // the deltas.
            var isSettled = oldest[partition] <= low[partition] && settled.GetValueOrDefault(partition) >= offset;
            conclusive &= offset == low[partition] || Seen(partition) >= offset || isSettled;
            if (_partitions.TryGetValue(partition, out var deltas))
                deltas.AddTo(between, Segments.SegmentOf(low[partition]), Segments.SegmentOf(offset));
        }

        return between.Equals(expected) ? AuditResult.Equal : conclusive ? AuditResult.Drift : AuditResult.Inconclusive;
    }
}
