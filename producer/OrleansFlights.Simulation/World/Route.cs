namespace OrleansFlights.Simulation.World;

/// <summary>What an airline flies from one airport to another.</summary>
/// <param name="Airline">Who flies it.</param>
/// <param name="Origin">From where.</param>
/// <param name="Destination">To where.</param>
/// <param name="FlightNumber">The airline's number for it.</param>
public sealed record Route(Airline Airline, Airport Origin, Airport Destination, int FlightNumber)
{
    private const double CruiseKilometresPerHour = 840;
    private static readonly TimeSpan TaxiClimbAndApproach = TimeSpan.FromMinutes(35);

    /// <summary>Great-circle distance.</summary>
    public double Kilometres { get; } = Origin.KilometresTo(Destination);

    /// <summary>From gate to gate: the distance at cruising speed, and what taxiing, climb and approach add.</summary>
    public TimeSpan BlockTime => TaxiClimbAndApproach + TimeSpan.FromHours(Kilometres / CruiseKilometresPerHour);
}
