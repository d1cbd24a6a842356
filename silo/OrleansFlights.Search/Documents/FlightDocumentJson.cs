using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansFlights.Flights;

namespace OrleansFlights.Search;

/// <summary>
/// A flight document as JSON, the same in every engine. Beside the document's own fields it carries what engines search by:
/// <c>route</c>, <c>scheduled_us</c> and <c>terms</c>, which are left unread because they follow from the others.
/// </summary>
public sealed class FlightDocumentJson : JsonConverter<FlightDocument>
{
    /// <summary>Field with the words of the document, see <see cref="SearchTerms"/>.</summary>
    public const string Terms = "terms";

    /// <summary>Field with the scheduled departure in microseconds since the Unix epoch.</summary>
    public const string ScheduledMicroseconds = "scheduled_us";

    /// <summary>Field with the id.</summary>
    public const string FlightId = "flight_id";

    /// <summary>Field with the airline.</summary>
    public const string Airline = "airline";

    /// <summary>Field with the origin airport.</summary>
    public const string Origin = "origin";

    /// <summary>Field with the destination airport.</summary>
    public const string Destination = "destination";

    /// <summary>Field with the status.</summary>
    public const string Status = "status";

    private const string Route = "route";
    private const string Scheduled = "scheduled_departure";
    private const string Actual = "actual_departure";
    private const string Model = "model";
    private const string Registration = "registration";
    private const string EventTime = "event_time";
    private const string Stamp = "stamp";
    private const string ActualStamp = "actual_stamp";
    private const string History = "history";

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON of a document.</summary>
    public static string ToJson(FlightDocument flight) => JsonSerializer.Serialize(flight, Options);

    /// <summary>The document of a JSON text that <see cref="ToJson"/> made.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static FlightDocument FromJson(string json) =>
        JsonSerializer.Deserialize<FlightDocument>(json, Options) ?? throw new JsonException("null is no flight");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FlightDocument value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(FlightId, value.FlightId);
        writer.WriteString(Airline, value.Airline);
        writer.WriteString(Origin, value.Origin.ToString());
        writer.WriteString(Destination, value.Destination.ToString());
        writer.WriteString(Route, ViewKey.Route(value.Origin, value.Destination).Key);
        writer.WriteString(Scheduled, Time(value.ScheduledMicroseconds));
        writer.WriteNumber(ScheduledMicroseconds, value.ScheduledMicroseconds);
        writer.WriteString(Status, value.Status.Name());
        writer.WriteString(Model, value.Model);
        writer.WriteString(Registration, value.Registration);
        writer.WriteString(EventTime, Time(value.Stamp.EventMicroseconds));
        WriteStamp(writer, Stamp, value.Stamp);
        if (value.Departure is { } departure)
        {
            writer.WriteString(Actual, Time(departure.Microseconds));
            WriteStamp(writer, ActualStamp, departure.Stamp);
        }

        writer.WriteStartArray(History);
        foreach (var report in value.History.Reports)
        {
            writer.WriteStartObject();
            writer.WriteString("status", report.Status.Name());
            writer.WriteString("first", Time(report.FirstMicroseconds));
            writer.WriteString("last", Time(report.LastMicroseconds));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray(Terms);
        foreach (var term in SearchTerms.Of(value))
            writer.WriteStringValue(term);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public override FlightDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var root = json.RootElement;
        return new FlightDocument
        {
            FlightId = Text(root, FlightId),
            Stamp = ReadStamp(root.GetProperty(Stamp)),
            Airline = Text(root, Airline),
            Origin = Airport(root, Origin),
            Destination = Airport(root, Destination),
            ScheduledMicroseconds = Instant(root, Scheduled),
            Status = StatusOf(root),
            Model = Text(root, Model),
            Registration = Text(root, Registration),
            Departure = root.TryGetProperty(ActualStamp, out var stamp)
                ? new ReportedDeparture(Instant(root, Actual), ReadStamp(stamp)) : null,
            History = StatusHistory.Of([.. root.GetProperty(History).EnumerateArray()
                .Select(r => new StatusReport(StatusOf(r), Instant(r, "first"), Instant(r, "last")))]),
        };
    }

    private static string Time(long microseconds) =>
        DateTime.UnixEpoch.AddMicroseconds(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static void WriteStamp(Utf8JsonWriter writer, string field, FlightStamp stamp)
    {
        writer.WriteStartArray(field);
        writer.WriteNumberValue(stamp.EventMicroseconds);
        writer.WriteNumberValue(stamp.Partition);
        writer.WriteNumberValue(stamp.Offset);
        writer.WriteEndArray();
    }

    private static FlightStamp ReadStamp(JsonElement stamp) => new(stamp[0].GetInt64(), stamp[1].GetInt32(), stamp[2].GetInt64());

    private static string Text(JsonElement json, string field) =>
        json.GetProperty(field).GetString() ?? throw new JsonException($"{field} is null");

    private static AirportCode Airport(JsonElement json, string field) =>
        AirportCode.TryParse(json.GetProperty(field).GetString(), out var code) ? code : throw new JsonException($"{field} is no airport");

    private static long Instant(JsonElement json, string field) =>
        Rfc3339.TryParse(Encoding.UTF8.GetBytes(Text(json, field)), out var microseconds)
            ? microseconds : throw new JsonException($"{field} is no instant");

    private static FlightStatus StatusOf(JsonElement json) =>
        FlightStatuses.TryParse(Encoding.UTF8.GetBytes(Text(json, Status)), out var status)
            ? status : throw new JsonException($"{Status} is unknown");
}
