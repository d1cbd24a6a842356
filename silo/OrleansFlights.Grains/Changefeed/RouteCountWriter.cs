using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Changefeed;

/// <summary>
/// Writes a route's answer as a message of the changefeed: counts, and the watermarks that they are a recount up to. Of two messages of a
/// route the one whose watermarks are at or above the other's in every partition is the newer; a consumer drops the other.
/// </summary>
public static class RouteCountWriter
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes one message.</summary>
    /// <param name="answer">The answer of a route's view.</param>
    public static byte[] Write(ViewAnswer answer)
    {
        var target = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(target, Options))
        {
            json.WriteStartObject();
            json.WriteString("origin"u8, answer.Key.AsSpan(0, answer.Key.IndexOf('-', StringComparison.Ordinal)));
            json.WriteString("destination"u8, answer.Key.AsSpan(answer.Key.IndexOf('-', StringComparison.Ordinal) + 1));
            json.WriteNumber("flight_count"u8, answer.Tally.Events);
            WriteStatuses(json, answer.Tally);
            WriteDelay(json, answer.Tally);
            json.WriteNumber("generation"u8, answer.Generation);
            json.WriteBoolean("complete"u8, answer.Complete);
            json.WriteStartObject("watermarks"u8);
            foreach (var (partition, offset) in answer.Watermarks)
                json.WriteNumber(partition.ToString(CultureInfo.InvariantCulture), offset);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return target.WrittenSpan.ToArray();
    }

    private static void WriteStatuses(Utf8JsonWriter json, FlightTally tally)
    {
        json.WriteStartObject("by_status"u8);
        for (var i = 0; i < FlightStatuses.Count; i++)
            json.WriteNumber(((FlightStatus)i).Name(), tally[(FlightStatus)i]);
        json.WriteEndObject();
    }

    private static void WriteDelay(Utf8JsonWriter json, FlightTally tally)
    {
        if (tally.Departures == 0)
        {
            json.WriteNull("delay"u8);
            return;
        }

        json.WriteStartObject("delay"u8);
        foreach (var measure in DelayMeasure.All)
            json.WriteNumber(measure.Name, measure.Of(tally));
        json.WriteEndObject();
    }
}
