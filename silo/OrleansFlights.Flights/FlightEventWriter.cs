using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansFlights.Flights;

/// <summary>Writes flight events as the JSON that <see cref="FlightEventParser"/> reads.</summary>
/// <remarks>The bytes are a stored format: the archive leaves out those that can be written again from an event's fields.</remarks>
public static class FlightEventWriter
{
    private const int UsualBytes = 384;

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>Writes one event, with its event time, without a line end.</summary>
    public static void Write(FlightEvent flight, IBufferWriter<byte> target)
    {
        var json = _json ??= new Utf8JsonWriter(target, Options);
        json.Reset(target);
        Span<byte> text = stackalloc byte[FlightTimeText.MostBytes];
        json.WriteStartObject();
        json.WriteString("flight_id"u8, flight.FlightId);
        json.WriteString("airline"u8, flight.Airline);
        json.WriteString("origin"u8, flight.Origin.Write(text));
        json.WriteString("destination"u8, flight.Destination.Write(text));
        json.WriteString("scheduled_departure"u8, FlightTimeText.Write(flight.ScheduledDeparture, text));
        if (flight.ActualDeparture is { } actual)
            json.WriteString("actual_departure"u8, FlightTimeText.Write(actual, text));
        else
            json.WriteNull("actual_departure"u8);
        json.WriteString("status"u8, flight.Status.Name());
        json.WriteStartObject("aircraft"u8);
        json.WriteString("model"u8, flight.Aircraft.Model);
        json.WriteString("registration"u8, flight.Aircraft.Registration);
        json.WriteEndObject();
        json.WriteString("event_time"u8, FlightTimeText.Write(flight.EventTime, text));
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>The bytes of one event.</summary>
    public static byte[] ToBytes(FlightEvent flight)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(UsualBytes);
        buffer.ResetWrittenCount();
        Write(flight, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
