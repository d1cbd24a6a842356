namespace OrleansFlights.Flights;

/// <summary>
/// The key under which a flight event goes to the log: its route, <c>DXB-ZRH</c>, so that a route's events share a partition.
/// </summary>
public static class FlightRecordKey
{
    private const int SeparatorAt = 3;
    private const int Bytes = 7;

    /// <summary>The key of an event, UTF-8.</summary>
    public static byte[] Of(FlightEvent flight) => Of(flight.Origin, flight.Destination);

    /// <summary>The key of the events of a route, UTF-8.</summary>
    public static byte[] Of(AirportCode origin, AirportCode destination)
    {
        var key = new byte[Bytes];
        origin.Write(key);
        key[SeparatorAt] = (byte)'-';
        destination.Write(key.AsSpan(SeparatorAt + 1));
        return key;
    }
}
