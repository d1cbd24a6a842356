using System.Text;

namespace OrleansFlights.Flights;

/// <summary>An aircraft as an event names it.</summary>
/// <param name="Model">Such as <c>Airbus A380-800</c>; may be empty.</param>
/// <param name="Registration">Such as <c>A6-EUV</c>; may be empty.</param>
public sealed record Aircraft(string Model, string Registration);

/// <summary>One flight event, whole. Times are UTC, to the microsecond.</summary>
public sealed record FlightEvent(
    string FlightId,
    string Airline,
    AirportCode Origin,
    AirportCode Destination,
    DateTimeOffset ScheduledDeparture,
    DateTimeOffset? ActualDeparture,
    FlightStatus Status,
    Aircraft Aircraft,
    DateTimeOffset EventTime);

/// <summary>A parsed event whose texts still lie in the parser's input or scratch memory: valid until the parser's next call.</summary>
public ref struct ParsedFlight
{
    /// <summary>Flight id, UTF-8, 1 to <see cref="FlightEventParser.MaxTextBytes"/> bytes.</summary>
    public ReadOnlySpan<byte> FlightId { get; internal set; }

    /// <summary>Airline, UTF-8, 1 to <see cref="FlightEventParser.MaxTextBytes"/> bytes.</summary>
    public ReadOnlySpan<byte> Airline { get; internal set; }

    /// <summary>Aircraft model, UTF-8, may be empty.</summary>
    public ReadOnlySpan<byte> Model { get; internal set; }

    /// <summary>Aircraft registration, UTF-8, may be empty.</summary>
    public ReadOnlySpan<byte> Registration { get; internal set; }

    /// <summary>Origin airport.</summary>
    public AirportCode Origin { get; internal set; }

    /// <summary>Destination airport, another than the origin.</summary>
    public AirportCode Destination { get; internal set; }

    /// <summary>Status.</summary>
    public FlightStatus Status { get; internal set; }

    /// <summary>Scheduled departure, microseconds since the Unix epoch.</summary>
    public long ScheduledMicroseconds { get; internal set; }

    /// <summary>Actual departure, microseconds since the Unix epoch, if known.</summary>
    public long? ActualMicroseconds { get; internal set; }

    /// <summary>Event time, microseconds since the Unix epoch: the event's own, else the record's timestamp.</summary>
    public long EventMicroseconds { get; internal set; }

    /// <summary>Whether the record has fields that an event does not know: only its bytes hold all of it.</summary>
    public bool HasUnknownFields { get; internal set; }

    /// <summary>Delay in whole seconds, rounded down: of events of status departed with an actual departure only.</summary>
    public readonly int? DelaySeconds => Status == FlightStatus.Departed && ActualMicroseconds is { } actual
        ? (int)FlightWindow.FloorDiv(actual - ScheduledMicroseconds, 1_000_000)
        : null;

    /// <summary>What tallies need of the event.</summary>
    /// <param name="offset">The record's offset.</param>
    public readonly FlightFact ToFact(long offset) => new(offset, FlightWindow.IndexOf(EventMicroseconds), Status, DelaySeconds);

    /// <summary>The event with memory of its own.</summary>
    public readonly FlightEvent ToEvent() => new(
        Encoding.UTF8.GetString(FlightId),
        Encoding.UTF8.GetString(Airline),
        Origin,
        Destination,
        Instant(ScheduledMicroseconds),
        ActualMicroseconds is { } actual ? Instant(actual) : null,
        Status,
        new Aircraft(Encoding.UTF8.GetString(Model), Encoding.UTF8.GetString(Registration)),
        Instant(EventMicroseconds));

    private static DateTimeOffset Instant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
