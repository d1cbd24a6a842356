using System.Text.Unicode;

namespace OrleansFlights.Flights;

/// <summary>
/// Turns the bytes of a record into a flight event or the reason why it is none; never throws, whatever the bytes, and allocates
/// nothing per record. Unknown fields are skipped; of a repeated field the last one counts.
/// </summary>
/// <remarks>Not safe for concurrent use: one parser per reader.</remarks>
public sealed class FlightEventParser
{
    /// <summary>The largest record that is taken, in bytes.</summary>
    public const int MaxRecordBytes = 64 * 1024;

    /// <summary>The deepest nesting of objects and arrays that is taken.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest text field, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = FlightName.MaxBytes;

    /// <summary>The first year (UTC) that times may lie in.</summary>
    public const int FirstYear = 1900;

    /// <summary>The last year (UTC) that times may lie in.</summary>
    public const int LastYear = 2199;

    /// <summary>How far actual and scheduled departure may lie apart, in days.</summary>
    public const int MaxDelayDays = 30;

    private const long DayMicroseconds = 86_400_000_000;
    private static readonly long FirstMicroseconds = Micros(FirstYear);
    private static readonly long EndMicroseconds = Micros(LastYear + 1);

    private readonly byte[] _scratch = new byte[MaxRecordBytes];
    private int _scratchUsed;

    /// <summary>Parses and validates one record.</summary>
    /// <param name="record">The record's value.</param>
    /// <param name="timestampMilliseconds">The record's timestamp, Unix milliseconds: the event time of events that carry none.</param>
    /// <param name="flight">The event, if valid; its spans live until the next call.</param>
    public Rejection Parse(ReadOnlySpan<byte> record, long timestampMilliseconds, out ParsedFlight flight)
    {
        flight = default;
        if (record.IsEmpty)
            return new Rejection(RejectReason.EmptyRecord);
        if (record.Length > MaxRecordBytes)
            return new Rejection(RejectReason.TooLarge);
        if (!Utf8.IsValid(record))
            return new Rejection(RejectReason.InvalidUtf8);

        _scratchUsed = 0;
        var fields = default(RawFields);
        var shape = ReadFields(record, ref fields);
        return shape.IsValid ? Validate(in fields, timestampMilliseconds, ref flight) : shape;
    }

    private Rejection ReadFields(ReadOnlySpan<byte> record, ref RawFields fields)
    {
        var json = new JsonScanner(record);
        if (json.Peek() != (byte)'{')
            return new Rejection(json.TrySkipValue(0) && json.AtEnd() ? RejectReason.NotAnObject : RejectReason.MalformedJson);

        var wrong = ReadObject(ref json, ref fields, inAircraft: false);
        return wrong.IsValid && !json.AtEnd() ? new Rejection(RejectReason.MalformedJson) : wrong;
    }

    private Rejection ReadObject(ref JsonScanner json, ref RawFields fields, bool inAircraft)
    {
        json.TryTake((byte)'{');
        if (json.TryTake((byte)'}'))
            return default;
        do
        {
            if (!json.TryTakeString(out var name, out var escaped) || !json.TryTake((byte)':'))
                return new Rejection(RejectReason.MalformedJson);
            if (escaped && !TryUnescape(ref name))
                return new Rejection(RejectReason.InvalidUtf8);

            var field = inAircraft ? AircraftField(name) : EventField(name);
            fields.HasUnknown |= field == FlightField.Record;
            var wrong = field switch
            {
                FlightField.Record => json.TrySkipValue(inAircraft ? 2 : 1) ? default : new Rejection(RejectReason.MalformedJson),
                FlightField.Aircraft => ReadAircraft(ref json, ref fields),
                _ => ReadText(ref json, ref fields, field, inAircraft ? 2 : 1),
            };
            if (!wrong.IsValid)
                return wrong;
        }
        while (json.TryTake((byte)','));
        return json.TryTake((byte)'}') ? default : new Rejection(RejectReason.MalformedJson);
    }

    private Rejection ReadAircraft(ref JsonScanner json, ref RawFields fields)
    {
        fields.Model = default;
        fields.Registration = default;
        fields.Aircraft = default;
        if (json.Peek() == (byte)'{')
        {
            fields.Aircraft.State = TextState.Text;
            return ReadObject(ref json, ref fields, inAircraft: true);
        }

        fields.Aircraft.State = TextState.OtherType;
        return json.TrySkipValue(1) ? default : new Rejection(RejectReason.MalformedJson);
    }

    private Rejection ReadText(ref JsonScanner json, ref RawFields fields, FlightField field, int depth)
    {
        var text = default(RawText);
        if (json.Peek() == (byte)'"')
        {
            if (!json.TryTakeString(out var value, out var escaped))
                return new Rejection(RejectReason.MalformedJson);
            if (escaped && !TryUnescape(ref value))
                return new Rejection(RejectReason.InvalidUtf8, field);
            text = new RawText { State = TextState.Text, Value = value };
        }
        else if (json.TryTakeNull())
        {
            text.State = TextState.Null;
        }
        else if (json.TrySkipValue(depth))
        {
            text.State = TextState.OtherType;
        }
        else
        {
            return new Rejection(RejectReason.MalformedJson);
        }

        fields.Set(field, text);
        return default;
    }

    private static Rejection Validate(in RawFields fields, long timestampMilliseconds, ref ParsedFlight flight)
    {
        Rejection wrong;
        if (!(wrong = Name(in fields.FlightId, FlightField.FlightId)).IsValid
            || !(wrong = Name(in fields.Airline, FlightField.Airline)).IsValid
            || !(wrong = Airport(in fields.Origin, FlightField.Origin, out var origin)).IsValid
            || !(wrong = Airport(in fields.Destination, FlightField.Destination, out var destination)).IsValid
            || !(wrong = Time(in fields.ScheduledDeparture, FlightField.ScheduledDeparture, out var scheduled)).IsValid
            || !(wrong = Present(in fields.Status, FlightField.Status)).IsValid
            || !(wrong = Present(in fields.Aircraft, FlightField.Aircraft)).IsValid
            || !(wrong = Text(in fields.Model, FlightField.Model)).IsValid
            || !(wrong = Text(in fields.Registration, FlightField.Registration)).IsValid)
        {
            return wrong;
        }

        if (origin == destination)
            return new Rejection(RejectReason.SameAirports, FlightField.Destination);
        if (!FlightStatuses.TryParse(fields.Status.Value, out var status))
            return new Rejection(RejectReason.UnknownStatus, FlightField.Status);

        long? actual = null;
        if (fields.ActualDeparture.State != TextState.Null)
        {
            if (!(wrong = Time(in fields.ActualDeparture, FlightField.ActualDeparture, out var instant)).IsValid)
                return wrong;
            if (Math.Abs(instant - scheduled) > MaxDelayDays * DayMicroseconds)
                return new Rejection(RejectReason.DelayOutOfRange, FlightField.ActualDeparture);
            actual = instant;
        }

        // Timestamps come from whoever wrote the record: those that overflow count as just as far out of range.
        var recordTime = Math.Clamp(timestampMilliseconds, long.MinValue / 2_000, long.MaxValue / 2_000) * 1_000;
        var eventTime = recordTime;
        if (fields.EventTime.State is not (TextState.Missing or TextState.Null))
        {
            if (!(wrong = Time(in fields.EventTime, FlightField.EventTime, out eventTime)).IsValid)
                return wrong;
            if (eventTime - recordTime > DayMicroseconds)
                return new Rejection(RejectReason.EventTimeAhead, FlightField.EventTime);
        }
        else if (eventTime < FirstMicroseconds || eventTime >= EndMicroseconds)
        {
            return new Rejection(RejectReason.TimeOutOfRange, FlightField.EventTime);
        }

        flight.FlightId = fields.FlightId.Value;
        flight.Airline = fields.Airline.Value;
        flight.Model = fields.Model.Value;
        flight.Registration = fields.Registration.Value;
        flight.Origin = origin;
        flight.Destination = destination;
        flight.Status = status;
        flight.ScheduledMicroseconds = scheduled;
        flight.ActualMicroseconds = actual;
        flight.EventMicroseconds = eventTime;
        flight.HasUnknownFields = fields.HasUnknown;
        return default;
    }

    private static Rejection Present(in RawText text, FlightField field) => text.State switch
    {
        TextState.Text => default,
        TextState.Missing => new Rejection(RejectReason.MissingField, field),
        _ => new Rejection(RejectReason.WrongType, field),
    };

    private static Rejection Name(in RawText text, FlightField field)
    {
        var present = Present(in text, field);
        return !present.IsValid || FlightName.IsValid(text.Value) ? present : new Rejection(RejectReason.InvalidText, field);
    }

    private static Rejection Text(in RawText text, FlightField field)
    {
        var present = Present(in text, field);
        return !present.IsValid || (text.Value.Length <= MaxTextBytes && !FlightName.HasControls(text.Value))
            ? present
            : new Rejection(RejectReason.InvalidText, field);
    }

    private static Rejection Airport(in RawText text, FlightField field, out AirportCode code)
    {
        code = default;
        var present = Present(in text, field);
        if (!present.IsValid)
            return present;
        return AirportCode.TryParse(text.Value, out code) ? default : new Rejection(RejectReason.InvalidAirport, field);
    }

    private static Rejection Time(in RawText text, FlightField field, out long microseconds)
    {
        microseconds = 0;
        var present = Present(in text, field);
        if (!present.IsValid)
            return present;
        if (!Rfc3339.TryParse(text.Value, out microseconds))
            return new Rejection(RejectReason.InvalidTime, field);
        return microseconds < FirstMicroseconds || microseconds >= EndMicroseconds
            ? new Rejection(RejectReason.TimeOutOfRange, field) : default;
    }

    /// <summary>
    /// Moves a text with escapes into scratch memory, resolved. All texts of a record fit: together they are no longer than the record.
    /// </summary>
    private bool TryUnescape(ref ReadOnlySpan<byte> text)
    {
        var target = _scratch.AsSpan(_scratchUsed);
        if (!JsonText.TryUnescape(text, target, out var written))
            return false;
        text = target[..written];
        _scratchUsed += written;
        return true;
    }

    private static FlightField EventField(ReadOnlySpan<byte> name) => name.Length switch
    {
        6 when name.SequenceEqual("origin"u8) => FlightField.Origin,
        6 when name.SequenceEqual("status"u8) => FlightField.Status,
        7 when name.SequenceEqual("airline"u8) => FlightField.Airline,
        8 when name.SequenceEqual("aircraft"u8) => FlightField.Aircraft,
        9 when name.SequenceEqual("flight_id"u8) => FlightField.FlightId,
        10 when name.SequenceEqual("event_time"u8) => FlightField.EventTime,
        11 when name.SequenceEqual("destination"u8) => FlightField.Destination,
        16 when name.SequenceEqual("actual_departure"u8) => FlightField.ActualDeparture,
        19 when name.SequenceEqual("scheduled_departure"u8) => FlightField.ScheduledDeparture,
        _ => FlightField.Record,
    };

    private static FlightField AircraftField(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("model"u8) ? FlightField.Model : name.SequenceEqual("registration"u8)
            ? FlightField.Registration : FlightField.Record;

    private static long Micros(int year) =>
        (long)(new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalMicroseconds;
}
