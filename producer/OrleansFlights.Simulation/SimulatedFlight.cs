using OrleansFlights.Flights;

namespace OrleansFlights.Simulation;

/// <summary>A flight on its way through its life cycle: which events are still to come, and when each is due.</summary>
internal sealed class SimulatedFlight
{
    private readonly FlightEvent _template;
    private readonly DateTimeOffset _actual;
    private readonly (FlightStatus Status, DateTimeOffset Due)[] _steps;
    private int _next;

    /// <summary>Makes a flight.</summary>
    /// <param name="template">The flight's events but for status, actual departure and event time.</param>
    /// <param name="actual">When it leaves, if it does.</param>
    /// <param name="steps">Its events in order.</param>
    public SimulatedFlight(FlightEvent template, DateTimeOffset actual, (FlightStatus Status, DateTimeOffset Due)[] steps)
    {
        _template = template;
        _actual = actual;
        _steps = steps;
    }

    /// <summary>Whether every event has been taken.</summary>
    public bool IsOver => _next == _steps.Length;

    /// <summary>When the next event is due.</summary>
    public DateTimeOffset NextDue => _steps[_next].Due;

    /// <summary>The next event, happening now.</summary>
    public FlightEvent Take(DateTimeOffset now)
    {
        var status = _steps[_next++].Status;
        return _template with
        {
            Status = status,
            ActualDeparture = status is FlightStatus.Departed or FlightStatus.Landed or FlightStatus.Diverted ? _actual : null,
            EventTime = now,
        };
    }
}
