using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>The batch layer: runs over what is archived, and the views store.</summary>
internal sealed class SimBatch(World world)
{
    private readonly Dictionary<(long Generation, int View), FlightTally> _totals = [];
    private readonly Dictionary<(long Generation, int View), SortedDictionary<int, FlightTally>> _windows = [];
    private readonly List<Generation> _retained = [];
    private Generation _published = Generation.None;
    private long _last;

    /// <summary>What the store tells its readers; nothing before the first publish.</summary>
    public PublishedGenerations Look { get; private set; } = PublishedGenerations.Empty;

    public bool IsRetained(Generation generation) => generation.Id == 0 || _retained.Contains(generation);

    public FlightTally Total(long generation, int view) =>
        _totals.TryGetValue((generation, view), out var tally) ? tally : new FlightTally();

    public IReadOnlyDictionary<int, FlightTally> Windows(long generation, int view) =>
        _windows.TryGetValue((generation, view), out var rows) ? rows : new();

    public Generation? Run(bool full, bool fromPublished, int back)
    {
        var parent = fromPublished || _retained.Count == 0 ? _published : _retained[^1];
        var cut = Cut(parent.Cut, back);
        if (!cut.Covers(parent.Cut))
            return null;

        _retained.RemoveAll(g => g.Id > parent.Id);
        var generation = new Generation(
            ++_last, DateTimeOffset.UnixEpoch, "simulated", full ? "full" : "incremental", cut, GenerationState.Complete);
        for (var view = 0; view < world.Views; view++)
        {
            if (full)
                WriteFull(generation, view);
            else
                WriteIncrement(parent, generation, view);
        }

        _retained.Add(generation);
        Show();
        return generation;
    }

    public Generation? Publish(int which)
    {
        if (_retained.Count == 0)
            return null;
        _published = _retained[which % _retained.Count];
        Show();
        return _published;
    }

    /// <summary>Retires the oldest generation, unless it is published or the only one.</summary>
    public Generation? Retire()
    {
        if (_retained.Count < 2 || _retained[0].Id >= _published.Id)
            return null;
        var retired = _retained[0];
        _retained.RemoveAt(0);
        Show();
        return retired;
    }

    private void Show() => Look = _published.Id == 0 ? PublishedGenerations.Empty : new PublishedGenerations(_published, [.. _retained]);

    private Cut Cut(Cut parent, int back)
    {
        var offsets = new Dictionary<int, long>();
        for (var p = 0; p < world.Log.Length; p++)
            offsets[p] = Math.Max(parent[p], world.Rules.CutAt(Math.Max(0, world.Log[p].Archived - (back >> (2 * p) & 3)), world.Segments));
        return world.Rules.Cut(offsets, world.Segments);
    }

    private void WriteFull(Generation generation, int view)
    {
        _totals[(generation.Id, view)] = Recount.Total(world.Log, view, p => generation.Cut[p]);
        _windows[(generation.Id, view)] = Recount.Windows(world.Log, view, p => generation.Cut[p]);
    }

    private void WriteIncrement(Generation parent, Generation generation, int view)
    {
        var total = Total(parent.Id, view).Clone();
        var windows = new SortedDictionary<int, FlightTally>();
        foreach (var (window, tally) in Windows(parent.Id, view))
            windows.Add(window, tally.Clone());
        for (var p = 0; p < world.Log.Length; p++)
        {
            foreach (var item in world.Log[p].Range(parent.Cut[p], generation.Cut[p]))
            {
                if (!item.Counts(view))
                    continue;
                total.Add(item.Fact);
                if (!windows.TryGetValue(item.Fact.Window, out var tally))
                    windows.Add(item.Fact.Window, tally = new FlightTally());
                tally.Add(item.Fact);
            }
        }

        _totals[(generation.Id, view)] = total;
        _windows[(generation.Id, view)] = windows;
    }
}
