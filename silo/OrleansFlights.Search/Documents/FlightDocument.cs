using System.Text;
using System.Text.Json.Serialization;
using OrleansFlights.Flights;

namespace OrleansFlights.Search;

/// <summary>An actual departure as an event reported it.</summary>
/// <param name="Microseconds">When the flight left, microseconds since the Unix epoch.</param>
/// <param name="Stamp">The event that says so.</param>
public readonly record struct ReportedDeparture(long Microseconds, FlightStamp Stamp);

/// <summary>
/// What the events of one flight say together. A flight is what carries one <c>flight_id</c>: one aircraft leaving once. The id alone names
/// it, not the id and the day, because the scheduled departure is something that events may correct, and a flight moved past midnight must
/// not become two. A source that flies the same number every day therefore has to put the day into its ids.
/// </summary>
/// <remarks>
/// The document is a function of the set of events: <see cref="Merge"/> is commutative, associative and idempotent, so events may come in
/// any order, more than once, from several partitions and through several indexers. What the newest event says holds; the actual departure
/// is that of the newest event that carries one, because not every later event repeats it.
/// </remarks>
[JsonConverter(typeof(FlightDocumentJson))]
public sealed record FlightDocument
{
    /// <summary>The flight's id; the document's too.</summary>
    public required string FlightId { get; init; }

    /// <summary>The newest event.</summary>
    public required FlightStamp Stamp { get; init; }

    /// <summary>Airline.</summary>
    public required string Airline { get; init; }

    /// <summary>Origin airport.</summary>
    public required AirportCode Origin { get; init; }

    /// <summary>Destination airport.</summary>
    public required AirportCode Destination { get; init; }

    /// <summary>Scheduled departure, microseconds since the Unix epoch.</summary>
    public required long ScheduledMicroseconds { get; init; }

    /// <summary>Status.</summary>
    public required FlightStatus Status { get; init; }

    /// <summary>Model of the aircraft; may be empty.</summary>
    public required string Model { get; init; }

    /// <summary>Registration of the aircraft; may be empty.</summary>
    public required string Registration { get; init; }

    /// <summary>The actual departure, if an event carries one.</summary>
    public ReportedDeparture? Departure { get; init; }

    /// <summary>Which statuses were reported when.</summary>
    public required StatusHistory History { get; init; }

    /// <summary>The document of a single event.</summary>
    public static FlightDocument Of(in ParsedFlight flight, int partition, long offset)
    {
        var stamp = new FlightStamp(flight.EventMicroseconds, partition, offset);
        return new FlightDocument
        {
            FlightId = Encoding.UTF8.GetString(flight.FlightId),
            Stamp = stamp,
            Airline = Encoding.UTF8.GetString(flight.Airline),
            Origin = flight.Origin,
            Destination = flight.Destination,
            ScheduledMicroseconds = flight.ScheduledMicroseconds,
            Status = flight.Status,
            Model = Encoding.UTF8.GetString(flight.Model),
            Registration = Encoding.UTF8.GetString(flight.Registration),
            Departure = flight.ActualMicroseconds is { } actual ? new ReportedDeparture(actual, stamp) : null,
            History = StatusHistory.Of(new StatusReport(flight.Status, stamp.EventMicroseconds, stamp.EventMicroseconds)),
        };
    }

    /// <summary>
    /// The document of all events that either of two documents knows; <paramref name="known"/> itself when the other adds nothing.
    /// </summary>
    /// <exception cref="ArgumentException">They are of different flights.</exception>
    public static FlightDocument Merge(FlightDocument known, FlightDocument other)
    {
        if (known.FlightId != other.FlightId)
            throw new ArgumentException($"{other.FlightId} is another flight than {known.FlightId}", nameof(other));

        var newest = other.Stamp > known.Stamp ? other : known;
        var merged = newest with { Departure = Newest(known.Departure, other.Departure), History = known.History.Union(other.History) };
        return merged == known ? known : merged;
    }

    private static ReportedDeparture? Newest(ReportedDeparture? one, ReportedDeparture? other) =>
        one is null || (other is not null && other.Value.Stamp > one.Value.Stamp) ? other : one;
}
