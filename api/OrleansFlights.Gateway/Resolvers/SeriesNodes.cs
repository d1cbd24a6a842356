using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Series</c>: a page of the windows of a calendar.</summary>
public sealed class SeriesNode
{
    private SeriesNode(SeriesPage page, List<SeriesWindowNode> windows, bool hasMore)
    {
        Edges = [.. windows.Select(w => new SeriesEdge(SeriesRules.Cursor(page.Name, w.FirstWindow), w))];
        PageInfo = new PageInfo(
            hasMore, page.Skip > 0, Edges.Count > 0 ? Edges[0].Cursor : null, Edges.Count > 0 ? Edges[^1].Cursor : null);
        TotalCount = (int)WindowRuns.Count(page.Windows);
    }

    /// <summary>Windows with cursors.</summary>
    public IReadOnlyList<SeriesEdge> Edges { get; }

    /// <summary>Windows.</summary>
    public IReadOnlyList<SeriesWindowNode> Nodes => [.. Edges.Select(e => e.Node)];

    /// <summary>Where the page lies.</summary>
    public PageInfo PageInfo { get; }

    /// <summary>How many windows the span has.</summary>
    public int TotalCount { get; }

    /// <summary>The page of what a view answered.</summary>
    /// <param name="page">What was asked.</param>
    /// <param name="answered">The page's windows, whole or by parts.</param>
    /// <param name="earlier">The windows to compare with; null for none.</param>
    /// <exception cref="TooMuchException">The page has more windows than this request may still have.</exception>
    internal static SeriesNode Of(SeriesPage page, WindowsAnswer answered, WindowsAnswer? earlier)
    {
        var counted = Sums(page.Wanted, answered);
        if (!page.Fill)
        {
            var windows = counted.Take(page.First).Select(w => new SeriesWindowNode(w.Key, w.Value.Width, w.Value.Tally, null)).ToList();
            return new SeriesNode(page, windows, counted.Count > page.First);
        }

        var before = earlier is null ? [] : Sums(page.WantedEarlier, earlier);
        var places = earlier is null ? null : WindowRuns.Each(page.WantedEarlier).GetEnumerator();
        Charge((int)WindowRuns.Count(page.Wanted) - counted.Count);
        var filled = new List<SeriesWindowNode>();
        foreach (var (start, width) in WindowRuns.Each(page.Wanted))
        {
            var compared = places?.MoveNext() == true
                ? new SeriesWindowNode(
                    places.Current.Start, places.Current.Width, before.GetValueOrDefault(places.Current.Start).Tally ?? new(), null)
                : null;
            filled.Add(new SeriesWindowNode(start, width, counted.GetValueOrDefault(start).Tally ?? new FlightTally(), compared));
        }

        return new SeriesNode(page, filled, page.Skip + filled.Count < WindowRuns.Count(page.Windows));
    }

    private static SortedDictionary<int, (int Width, FlightTally Tally)> Sums(
        ImmutableArray<WindowRun> runs, WindowsAnswer answer)
    {
        ViewLoader.ThrowIfTooMany(answer);
        var sums = new SortedDictionary<int, (int Width, FlightTally Tally)>();
        foreach (var window in answer.Windows)
        {
            var (start, minutes) = WindowRuns.Find(runs, window.Start);
            if (minutes == 0)
                continue;
            sums[start] = (minutes / FlightWindow.Minutes,
                sums.TryGetValue(start, out var sum) ? sum.Tally + window.Tally : window.Tally);
        }

        return sums;
    }

    /// <summary>Windows without events are no work to read, but they are to send.</summary>
    private static void Charge(int empty)
    {
        if (WindowBudget.Current is not { } budget)
            return;
        if (empty > budget.Left)
            throw new TooMuchException(
                $"The page has {empty} windows without events, more than this query may still have; ask for fewer by 'first'.");
        budget.Spend(empty);
    }
}

/// <summary>Schema type <c>SeriesEdge</c>.</summary>
/// <param name="Cursor">Its place in the series.</param>
/// <param name="Node">The window.</param>
public sealed record SeriesEdge(string Cursor, SeriesWindowNode Node);

/// <summary>Schema type <c>SeriesWindow</c>.</summary>
public sealed class SeriesWindowNode(int start, int width, FlightTally tally, SeriesWindowNode? earlier)
{
    /// <summary>First instant.</summary>
    public DateTimeOffset Start => FlightWindow.StartOf(start);

    /// <summary>The instant behind the last.</summary>
    public DateTimeOffset End => FlightWindow.StartOf(start + width);

    /// <summary>Counts.</summary>
    public TallyNode Tally => new(tally);

    /// <summary>The window of the earlier period in the same place.</summary>
    public SeriesWindowNode? Earlier => earlier;

    internal int FirstWindow => start;

    internal FlightTally Counts => tally;
}
