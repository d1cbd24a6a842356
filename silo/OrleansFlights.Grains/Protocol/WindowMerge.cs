using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Protocol;

/// <summary>Merges a generation's windows with the deltas' and widens them.</summary>
public static class WindowMerge
{
    /// <summary>The widest window, in minutes: a day.</summary>
    public const int MaxMinutes = 1_440;

    /// <summary>Checks a query.</summary>
    /// <exception cref="ArgumentException">The width is no multiple of 5 in 5..1,440, or the number of windows is negative.</exception>
    public static void Validate(WindowQuery query)
    {
        if (query.Minutes < FlightWindow.Minutes || query.Minutes > MaxMinutes || query.Minutes % FlightWindow.Minutes != 0)
            throw new ArgumentException($"minutes is {query.Minutes}; allowed: multiples of {FlightWindow.Minutes} up to {MaxMinutes}", nameof(query));
        if (query.Last is < 0)
            throw new ArgumentException($"last is {query.Last}; allowed: 0 or more", nameof(query));
    }

    /// <summary>The windows of a state whose adopted generation has these windows.</summary>
    public static WindowsAnswer Merge(ViewState state, IReadOnlyList<WindowTally> batch, WindowQuery query)
    {
        var windows = new SortedDictionary<int, FlightTally>();
        foreach (var (window, tally) in batch)
            AddTo(windows, FlightWindow.Align(window, query.Minutes), tally);
        foreach (var (window, tally) in state.Windows(query.From ?? int.MinValue, query.To ?? int.MaxValue))
            AddTo(windows, FlightWindow.Align(window, query.Minutes), tally);

        var skip = query.Last is { } last ? Math.Max(0, windows.Count - last) : 0;
        return new WindowsAnswer
        {
            Windows = [.. windows.Skip(skip).Select(w => new WindowAnswer(w.Key, query.Minutes, w.Value))],
            Watermarks = ViewAnswers.Watermarks(state),
        };
    }

    private static void AddTo(SortedDictionary<int, FlightTally> windows, int window, FlightTally tally)
    {
        if (windows.TryGetValue(window, out var sum))
            sum.Add(tally);
        else
            windows.Add(window, tally.Clone());
    }
}
