using System.Text;
using OrleansFlights.Flights;

namespace OrleansFlights.Simulation.Faults;

/// <summary>Spoils a valid event in one of the ways that a flight event can be wrong.</summary>
internal static class RecordCorruptor
{
    private static readonly Func<string, Random, byte[]>[] Ways =
    [
        (json, random) => Bytes(json[..random.Next(1, json.Length)]),
        (json, _) => Bytes(json + "}"),
        (_, _) => [],
        (json, _) => [.. Bytes(json), 0xC3],
        (json, _) => Bytes(json.PadRight(FlightEventParser.MaxRecordBytes + 1)),
        (json, _) => Bytes($"[{json}]"),
        (json, _) => Bytes(Ending(json, "\"status\":\"teleported\"")),
        (json, _) => Bytes(Ending(json, "\"status\":7")),
        (json, _) => Bytes(Ending(json, "\"origin\":\"dxb\"")),
        (json, _) => Bytes(Ending(json, "\"origin\":\"ZRH\",\"destination\":\"ZRH\"")),
        (json, _) => Bytes(Ending(json, "\"aircraft\":{}")),
        (json, _) => Bytes(Ending(json, "\"airline\":\"\"")),
        (json, _) => Bytes(Ending(json, "\"scheduled_departure\":\"yesterday\"")),
        (json, _) => Bytes(Ending(json, "\"scheduled_departure\":\"1492-10-12T02:00:00Z\"")),
        (json, _) => Bytes(Ending(json, "\"event_time\":\"2199-12-31T23:59:59Z\"")),
    ];

    /// <summary>How many ways there are.</summary>
    public static int Count => Ways.Length;

    public static byte[] Spoil(ReadOnlySpan<byte> record, Random random) => Spoil(record, random.Next(Ways.Length), random);

    /// <summary>Spoils in one given way, 0 to below <see cref="Count"/>.</summary>
    public static byte[] Spoil(ReadOnlySpan<byte> record, int way, Random random) => Ways[way](Encoding.UTF8.GetString(record), random);

    /// <summary>Of a repeated field the last one counts.</summary>
    private static string Ending(string json, string field) => $"{json[..^1]},{field}}}";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
