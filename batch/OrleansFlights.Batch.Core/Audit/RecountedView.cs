using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>One view as a recount finds it.</summary>
internal sealed class RecountedView
{
    private readonly Dictionary<int, FlightTally> _windows = [];

    /// <summary>The tally over all windows.</summary>
    public FlightTally Tally { get; } = new();

    /// <summary>The tallies of its windows.</summary>
    public IReadOnlyDictionary<int, FlightTally> Windows => _windows;

    public void Add(in FlightFact fact)
    {
        Tally.Add(fact);
        if (!_windows.TryGetValue(fact.Window, out var window))
            _windows.Add(fact.Window, window = new FlightTally());
        window.Add(fact);
    }
}
