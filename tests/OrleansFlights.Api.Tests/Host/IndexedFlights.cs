using OrleansFlights.Flights;
using OrleansFlights.Search;

namespace OrleansFlights.Api.Tests;

/// <summary>Documents of the search index.</summary>
internal static class IndexedFlights
{
    private static readonly DateTimeOffset Six = new(2026, 3, 29, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Three flights DXB-ZRH and one ZRH-JFK; the second has left ten minutes late.</summary>
    public static IEnumerable<FlightDocument> Seed =>
    [
        Event("EK87-1", "Emirates", "DXB", "ZRH", 0, FlightStatus.Scheduled, 0),
        FlightDocument.Merge(
            Event("EK87-2", "Emirates", "DXB", "ZRH", 60, FlightStatus.Scheduled, 0),
            Event("EK87-2", "Emirates", "DXB", "ZRH", 60, FlightStatus.Departed, 71, departed: 70)),
        Event("LX243-1", "Swiss Zürich", "DXB", "ZRH", 120, FlightStatus.Cancelled, 5),
        Event("LX14-1", "Swiss Zürich", "ZRH", "JFK", 180, FlightStatus.Boarding, 6),
    ];

    /// <summary>The document of one event; times in minutes after six o'clock.</summary>
    public static FlightDocument Event(
        string id, string airline, string origin, string destination, int scheduled, FlightStatus status, int at, int? departed = null)
    {
        var stamp = new FlightStamp(Microseconds(at), 0, at);
        Assert.True(AirportCode.TryParse(origin, out var from) & AirportCode.TryParse(destination, out var to));
        return new FlightDocument
        {
            FlightId = id,
            Stamp = stamp,
            Airline = airline,
            Origin = from,
            Destination = to,
            ScheduledMicroseconds = Microseconds(scheduled),
            Status = status,
            Model = "Airbus A380-800",
            Registration = "A6-EUV",
            Departure = departed is { } minutes ? new ReportedDeparture(Microseconds(minutes), stamp) : null,
            History = StatusHistory.Of(new StatusReport(status, stamp.EventMicroseconds, stamp.EventMicroseconds)),
        };
    }

    private static long Microseconds(int minutes) => Six.AddMinutes(minutes).ToUnixTimeMilliseconds() * 1_000;
}
