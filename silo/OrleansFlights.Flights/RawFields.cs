using System.Diagnostics.CodeAnalysis;

namespace OrleansFlights.Flights;

/// <summary>What a record holds in the place of a field.</summary>
internal enum TextState : byte
{
    Missing,
    Null,
    Text,
    OtherType,
}

/// <summary>A field before validation.</summary>
internal ref struct RawText
{
    public TextState State;
    public ReadOnlySpan<byte> Value;
}

/// <summary>The known fields of a record before validation.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "A ref struct cannot be compared.")]
internal ref struct RawFields
{
    public RawText FlightId;
    public RawText Airline;
    public RawText Origin;
    public RawText Destination;
    public RawText ScheduledDeparture;
    public RawText ActualDeparture;
    public RawText Status;
    public RawText Aircraft;
    public RawText Model;
    public RawText Registration;
    public RawText EventTime;
    public bool HasUnknown;

    public void Set(FlightField field, RawText text)
    {
        switch (field)
        {
            case FlightField.FlightId: FlightId = text; break;
            case FlightField.Airline: Airline = text; break;
            case FlightField.Origin: Origin = text; break;
            case FlightField.Destination: Destination = text; break;
            case FlightField.ScheduledDeparture: ScheduledDeparture = text; break;
            case FlightField.ActualDeparture: ActualDeparture = text; break;
            case FlightField.Status: Status = text; break;
            case FlightField.Model: Model = text; break;
            case FlightField.Registration: Registration = text; break;
            case FlightField.EventTime: EventTime = text; break;
            default: throw new ArgumentOutOfRangeException(nameof(field), field, "holds no text");
        }
    }
}
