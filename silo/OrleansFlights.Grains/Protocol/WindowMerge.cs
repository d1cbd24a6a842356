using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Protocol;

/// <summary>Merges a generation's windows with the deltas' and widens them.</summary>
public static class WindowMerge
{
    /// <summary>The widest window, in minutes: a day.</summary>
    public const int MaxMinutes = 1_440;

    /// <summary>The windows of all generations that some queries need: from the first to the last of any.</summary>
    public static (int From, int To) Span(IEnumerable<WindowQuery> queries) => queries.Aggregate(
        (From: int.MaxValue, To: int.MinValue),
        (span, query) => (Math.Min(span.From, query.From ?? int.MinValue), Math.Max(span.To, query.To ?? int.MaxValue)));

    /// <summary>Checks a query.</summary>
    /// <exception cref="ArgumentException">The width is no multiple of 5 in 5..1,440, or the number of windows is negative.</exception>
    public static void Validate(WindowQuery query)
    {
        if (query.Minutes < FlightWindow.Minutes || query.Minutes > MaxMinutes || query.Minutes % FlightWindow.Minutes != 0)
            throw new ArgumentException(
                $"minutes is {query.Minutes}; allowed: multiples of {FlightWindow.Minutes} up to {MaxMinutes}", nameof(query));
        if (query.Last is < 0)
            throw new ArgumentException($"last is {query.Last}; allowed: 0 or more", nameof(query));
        if (query.First is < 0)
            throw new ArgumentException($"first is {query.First}; allowed: 0 or more", nameof(query));
        WindowRuns.Validate(query.Runs);
    }

    /// <summary>The windows of a state whose adopted generation has these windows.</summary>
    /// <param name="state">The state.</param>
    /// <param name="batch">The generation's windows; those that the query does not ask for are passed over.</param>
    /// <param name="query">Which windows.</param>
    /// <param name="most">Of more than that only the number is told.</param>
    public static WindowsAnswer Merge(ViewState state, IReadOnlyList<WindowTally> batch, WindowQuery query, int most = int.MaxValue)
    {
        var windows = new SortedDictionary<int, (int Minutes, FlightTally Tally)>();
        var (from, to) = (query.From ?? int.MinValue, query.To ?? int.MaxValue);
        foreach (var (window, tally) in batch)
        {
            if (window >= from && window < to)
                AddTo(windows, query, window, tally);
        }

        foreach (var (window, tally) in state.Windows(from, to))
            AddTo(windows, query, window, tally);

        var found = Math.Min(windows.Count, Math.Min(query.Last ?? int.MaxValue, query.First ?? int.MaxValue));
        var told = found > most ? [] : query.First is null ? windows.Skip(windows.Count - found) : windows.Take(found);
        return new WindowsAnswer
        {
            Windows = [.. told.Select(w => new WindowAnswer(w.Key, w.Value.Minutes, w.Value.Tally))],
            Watermarks = ViewAnswers.Watermarks(state),
            Found = found,
        };
    }

    private static void AddTo(
        SortedDictionary<int, (int Minutes, FlightTally Tally)> windows, WindowQuery query, int window, FlightTally tally)
    {
        var (start, minutes) = query.Runs.IsDefaultOrEmpty
            ? (FlightWindow.Align(window, query.Minutes), query.Minutes) : WindowRuns.Find(query.Runs, window);
        if (minutes == 0)
            return;
        if (windows.TryGetValue(start, out var sum))
            sum.Tally.Add(tally);
        else
            windows.Add(start, (minutes, tally.Clone()));
    }
}
