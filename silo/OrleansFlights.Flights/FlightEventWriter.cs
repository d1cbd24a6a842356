using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansFlights.Flights;

/// <summary>Writes flight events as the JSON that <see cref="FlightEventParser"/> reads.</summary>
public static class FlightEventWriter
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes one event, with its event time, without a line end.</summary>
    public static void Write(FlightEvent flight, IBufferWriter<byte> target)
    {
        using var json = new Utf8JsonWriter(target, Options);
        json.WriteStartObject();
        json.WriteString("flight_id"u8, flight.FlightId);
        json.WriteString("airline"u8, flight.Airline);
        json.WriteString("origin"u8, flight.Origin.ToString());
        json.WriteString("destination"u8, flight.Destination.ToString());
        json.WriteString("scheduled_departure"u8, Time(flight.ScheduledDeparture));
        if (flight.ActualDeparture is { } actual)
            json.WriteString("actual_departure"u8, Time(actual));
        else
            json.WriteNull("actual_departure"u8);
        json.WriteString("status"u8, flight.Status.Name());
        json.WriteStartObject("aircraft"u8);
        json.WriteString("model"u8, flight.Aircraft.Model);
        json.WriteString("registration"u8, flight.Aircraft.Registration);
        json.WriteEndObject();
        json.WriteString("event_time"u8, Time(flight.EventTime));
        json.WriteEndObject();
    }

    /// <summary>The bytes of one event.</summary>
    public static byte[] ToBytes(FlightEvent flight)
    {
        var buffer = new ArrayBufferWriter<byte>(384);
        Write(flight, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static string Time(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
