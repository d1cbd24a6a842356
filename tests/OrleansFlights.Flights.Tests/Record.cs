using System.Text;
using System.Text.Json.Nodes;

namespace OrleansFlights.Flights.Tests;

/// <summary>Records to parse: a valid one, and the same with something changed.</summary>
internal static class Record
{
    public static readonly DateTimeOffset Timestamp = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public const string Valid =
        """
        {"flight_id":"EK87-20260314","airline":"Emirates","origin":"DXB","destination":"ZRH","scheduled_departure":"2026-03-14T08:40:00Z","actual_departure":"2026-03-14T08:52:30Z","status":"departed","aircraft":{"model":"Airbus A380-800","registration":"A6-EUV"},"event_time":"2026-03-14T08:52:31Z"}
        """;

    /// <summary>The valid record with one field (path with a dot for the aircraft's) set to a piece of JSON.</summary>
    public static string With(string field, string json)
    {
        var (record, parent, name) = Locate(field);
        parent[name] = JsonNode.Parse(json);
        return record.ToJsonString();
    }

    /// <summary>The valid record without one field.</summary>
    public static string Without(string field)
    {
        var (record, parent, name) = Locate(field);
        parent.Remove(name);
        return record.ToJsonString();
    }

    /// <summary>The valid record with a piece of JSON put before its first field.</summary>
    public static string Starting(string json) => "{" + json + "," + Valid.Trim()[1..];

    /// <summary>The valid record with a piece of JSON put behind its last field.</summary>
    public static string Ending(string json) => Valid.Trim()[..^1] + "," + json + "}";

    public static Rejection Parse(string json) => Parse(Encoding.UTF8.GetBytes(json), out _);

    public static Rejection Parse(ReadOnlySpan<byte> json, out FlightEvent? flight)
    {
        var rejection = new FlightEventParser().Parse(json, Timestamp.ToUnixTimeMilliseconds(), out var parsed);
        flight = rejection.IsValid ? parsed.ToEvent() : null;
        return rejection;
    }

    public static FlightEvent ParseValid(string json)
    {
        var rejection = Parse(Encoding.UTF8.GetBytes(json), out var flight);
        Assert.True(rejection.IsValid, $"{rejection} in {json}");
        return flight!;
    }

    private static (JsonObject Record, JsonObject Parent, string Name) Locate(string field)
    {
        var record = JsonNode.Parse(Valid)!.AsObject();
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (record, record, field) : (record, record[field[..dot]]!.AsObject(), field[(dot + 1)..]);
    }
}
