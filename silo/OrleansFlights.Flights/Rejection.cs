namespace OrleansFlights.Flights;

/// <summary>Why a record is no flight event.</summary>
public enum RejectReason : byte
{
    /// <summary>It is valid.</summary>
    None,

    /// <summary>The record has no bytes.</summary>
    EmptyRecord,

    /// <summary>More than <see cref="FlightEventParser.MaxRecordBytes"/>.</summary>
    TooLarge,

    /// <summary>Not UTF-8, or an escape that stands for no character (a lone surrogate).</summary>
    InvalidUtf8,

    /// <summary>Not JSON as RFC 8259 has it, or nested deeper than <see cref="FlightEventParser.MaxDepth"/>.</summary>
    MalformedJson,

    /// <summary>JSON, but no object.</summary>
    NotAnObject,

    /// <summary>A required field is not there.</summary>
    MissingField,

    /// <summary>A field holds another JSON type than it should.</summary>
    WrongType,

    /// <summary>
    /// A text is longer than <see cref="FlightEventParser.MaxTextBytes"/> or holds control characters, or is no <see cref="FlightName"/>
    /// where one must be.
    /// </summary>
    InvalidText,

    /// <summary>Not three letters A to Z.</summary>
    InvalidAirport,

    /// <summary>Origin equals destination.</summary>
    SameAirports,

    /// <summary>None of the known statuses.</summary>
    UnknownStatus,

    /// <summary>Not an RFC 3339 date and time with offset and at most nine fraction digits.</summary>
    InvalidTime,

    /// <summary>A date outside <see cref="FlightEventParser.FirstYear"/> to <see cref="FlightEventParser.LastYear"/>.</summary>
    TimeOutOfRange,

    /// <summary>Actual and scheduled departure more than <see cref="FlightEventParser.MaxDelayDays"/> days apart.</summary>
    DelayOutOfRange,

    /// <summary>An event time more than a day after the record's timestamp.</summary>
    EventTimeAhead,
}

/// <summary>The fields of a flight event.</summary>
public enum FlightField : byte
{
    /// <summary>The record as a whole.</summary>
    Record,

    /// <summary><c>flight_id</c></summary>
    FlightId,

    /// <summary><c>airline</c></summary>
    Airline,

    /// <summary><c>origin</c></summary>
    Origin,

    /// <summary><c>destination</c></summary>
    Destination,

    /// <summary><c>scheduled_departure</c></summary>
    ScheduledDeparture,

    /// <summary><c>actual_departure</c></summary>
    ActualDeparture,

    /// <summary><c>status</c></summary>
    Status,

    /// <summary><c>aircraft</c></summary>
    Aircraft,

    /// <summary><c>aircraft.model</c></summary>
    Model,

    /// <summary><c>aircraft.registration</c></summary>
    Registration,

    /// <summary><c>event_time</c></summary>
    EventTime,
}

/// <summary>A reason and the field it is about. The default says that nothing is wrong.</summary>
public readonly record struct Rejection(RejectReason Reason, FlightField Field = FlightField.Record)
{
    private static readonly string[] FieldNames =
    [
        "record", "flight_id", "airline", "origin", "destination", "scheduled_departure", "actual_departure", "status", "aircraft",
        "aircraft.model", "aircraft.registration", "event_time",
    ];

    /// <summary>Whether the record is a flight event after all.</summary>
    public bool IsValid => Reason == RejectReason.None;

    /// <summary>For people and dead letters, such as <c>origin: not an IATA airport code (three letters A to Z)</c>.</summary>
    public override string ToString() => IsValid ? "valid" : $"{FieldNames[(int)Field]}: {Explain()}";

    private string Explain() => Reason switch
    {
        RejectReason.EmptyRecord => "empty",
        RejectReason.TooLarge => $"larger than {FlightEventParser.MaxRecordBytes} bytes",
        RejectReason.InvalidUtf8 => "not valid UTF-8",
        RejectReason.MalformedJson => "malformed JSON",
        RejectReason.NotAnObject => "not a JSON object",
        RejectReason.MissingField => "missing",
        RejectReason.WrongType => "wrong JSON type",
        RejectReason.InvalidText =>
            $"empty or white space alone, longer than {FlightEventParser.MaxTextBytes} bytes or with control characters",
        RejectReason.InvalidAirport => "not an IATA airport code (three letters A to Z)",
        RejectReason.SameAirports => "equals origin",
        RejectReason.UnknownStatus => "unknown status",
        RejectReason.InvalidTime => "not an RFC 3339 time with offset",
        RejectReason.TimeOutOfRange => $"outside the years {FlightEventParser.FirstYear} to {FlightEventParser.LastYear}",
        RejectReason.DelayOutOfRange => $"more than {FlightEventParser.MaxDelayDays} days from the scheduled departure",
        RejectReason.EventTimeAhead => "more than a day after the record's timestamp",
        _ => Reason.ToString(),
    };
}
