using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Simulation;

/// <summary>A record on its way to the log or a file.</summary>
/// <param name="Key">The log's key; empty when the record is no valid event.</param>
/// <param name="Value">The bytes.</param>
/// <param name="EventTime">When the event happened; null when the record is no valid event.</param>
/// <param name="Status">The event's status; null when the record is no valid event.</param>
public readonly record struct OutgoingRecord(
    ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, DateTimeOffset? EventTime, FlightStatus? Status)
{
    /// <summary>The record of a valid event.</summary>
    public static OutgoingRecord Of(FlightEvent flight) =>
        new(FlightRecordKey.Of(flight), FlightEventWriter.ToBytes(flight), flight.EventTime, flight.Status);

    /// <summary>The entry to append.</summary>
    /// <param name="now">The record's timestamp: when it is sent.</param>
    public LogEntry ToEntry(DateTimeOffset now) => new(Key, Value, now.ToUnixTimeMilliseconds());
}
