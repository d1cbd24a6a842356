using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>
/// Counts the events of chosen views one by one with <see cref="FlightTally"/>: another way than the SQL files that a run counts with.
/// </summary>
internal sealed class ViewRecount
{
    private readonly Dictionary<ViewKey, RecountedView> _views;
    private readonly bool[] _wanted = new bool[Dimensions.All.Count];

    public ViewRecount(IEnumerable<ViewKey> views)
    {
        _views = views.ToDictionary(v => v, _ => new RecountedView());
        foreach (var view in _views.Keys)
            _wanted[(int)view.Dimension] = true;
    }

    /// <summary>What was found of a view.</summary>
    public RecountedView this[ViewKey view] => _views[view];

    /// <summary>The views.</summary>
    public IReadOnlyCollection<ViewKey> Views => _views.Keys;

    /// <summary>Counts an event in those of its views that are among the chosen and fit a condition.</summary>
    public void Add(string origin, string destination, string airline, in FlightFact fact, Func<ViewKey, bool>? condition = null)
    {
        if (_wanted[(int)Dimension.Route])
            Add(new ViewKey(Dimension.Route, $"{origin}-{destination}"), fact, condition);
        if (_wanted[(int)Dimension.Airline])
            Add(ViewKey.Airline(airline), fact, condition);
        if (_wanted[(int)Dimension.Departures])
            Add(new ViewKey(Dimension.Departures, origin), fact, condition);
        if (_wanted[(int)Dimension.Arrivals])
            Add(new ViewKey(Dimension.Arrivals, destination), fact, condition);
        if (_wanted[(int)Dimension.Total])
            Add(ViewKey.Total, fact, condition);
    }

    private void Add(ViewKey view, in FlightFact fact, Func<ViewKey, bool>? condition)
    {
        if (_views.TryGetValue(view, out var found) && condition?.Invoke(view) != false)
            found.Add(fact);
    }
}
