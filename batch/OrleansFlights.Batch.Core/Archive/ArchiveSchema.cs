using Parquet.Schema;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// The columns of an archive file, one row per record. Times are microseconds since the Unix epoch; those that end in <c>_at</c> say the
/// same as Parquet's timestamps, for other readers. The event's columns are null in a record that is no flight event. <c>raw</c> holds the
/// record's bytes, unless they are just what <see cref="Flights.FlightEventWriter"/> writes of the columns: so every record can be had
/// again as it was. (Files of version 1 hold the bytes of records that are no events, and of events with fields that have no column.)
/// </summary>
internal static class ArchiveSchema
{
    /// <summary>The version of these columns. Older files are read as they are.</summary>
    public const int Version = 2;

    /// <summary>The version of files that no manifest names.</summary>
    public const int UnlistedVersion = 1;

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

    public static readonly DataField TimestampMilliseconds = new("timestamp_ms", typeof(long), isNullable: false);
    public static readonly DataField TimestampAt = Instant("timestamp_at");
    public static readonly DataField ScheduledAt = Instant("scheduled_departure_at");
    public static readonly DataField ActualAt = Instant("actual_departure_at");
    public static readonly DataField EventTimeAt = Instant("event_time_at");

    public static readonly ParquetSchema Schema = new(
        Partition, Offset, Timestamp, Key, Valid, Reason, FlightId, Airline, Origin, Destination, Scheduled, Actual, Status, Model,
            Registration, EventTime, Raw,
        TimestampMilliseconds, TimestampAt, ScheduledAt, ActualAt, EventTimeAt);

    private static DateTimeDataField Instant(string name) =>
        new(name, DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true, isNullable: true);
}
