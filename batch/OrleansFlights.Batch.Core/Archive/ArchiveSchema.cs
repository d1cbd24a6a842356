using Parquet.Schema;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// The columns of an archive file, one row per record. Times are microseconds since the Unix epoch. The event's columns are null in a record
/// that is no flight event; <c>raw</c> holds the bytes of such a record, and of events with fields that have no column.
/// </summary>
internal static class ArchiveSchema
{
    public static readonly DataField Partition = new("partition", typeof(int), isNullable: false);
    public static readonly DataField Offset = new("offset", typeof(long), isNullable: false);
    public static readonly DataField Timestamp = new("timestamp", typeof(long), isNullable: false);
    public static readonly DataField Key = new("key", typeof(byte[]), isNullable: true);
    public static readonly DataField Valid = new("valid", typeof(bool), isNullable: false);
    public static readonly DataField Reason = new("reason", typeof(string), isNullable: true);
    public static readonly DataField FlightId = new("flight_id", typeof(string), isNullable: true);
    public static readonly DataField Airline = new("airline", typeof(string), isNullable: true);
    public static readonly DataField Origin = new("origin", typeof(string), isNullable: true);
    public static readonly DataField Destination = new("destination", typeof(string), isNullable: true);
    public static readonly DataField Scheduled = new("scheduled_departure", typeof(long), isNullable: true);
    public static readonly DataField Actual = new("actual_departure", typeof(long), isNullable: true);
    public static readonly DataField Status = new("status", typeof(string), isNullable: true);
    public static readonly DataField Model = new("model", typeof(string), isNullable: true);
    public static readonly DataField Registration = new("registration", typeof(string), isNullable: true);
    public static readonly DataField EventTime = new("event_time", typeof(long), isNullable: true);
    public static readonly DataField Raw = new("raw", typeof(byte[]), isNullable: true);

    public static readonly ParquetSchema Schema = new(
        Partition, Offset, Timestamp, Key, Valid, Reason, FlightId, Airline, Origin, Destination, Scheduled, Actual, Status, Model, Registration, EventTime, Raw);
}
