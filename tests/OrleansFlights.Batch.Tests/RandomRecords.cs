using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Tests;

/// <summary>
/// Random records: events with delays on and around every bound, times before 1970, unknown fields, and what is no event.
/// </summary>
internal sealed class RandomRecords(int seed)
{
    private const long Microsecond = 1;
    private const long Second = 1_000_000;
    private const long Now = 1_760_000_000_000;
    private static readonly string[] Airports = ["DXB", "ZRH", "JFK", "EWR"];
    private static readonly string[] Airlines = ["Emirates", "SWISS", "O'Hare \"Quoted\" Air", "Żółw 💺", "all", "-"];
    private static readonly string[] Broken = ["", "{", "[]", "{\"flight_id\":1}", "\0\u0001 no json", "null"];

    private readonly Random _random = new(seed);

    public IEnumerable<LogEntry> Take(int count) => Enumerable.Range(0, count).Select(_ => Next());

    private LogEntry Next()
    {
        var key = Encoding.UTF8.GetBytes($"key {_random.Next(40)}");
        var value = _random.Next(12) == 0 ? Encoding.UTF8.GetBytes(Broken[_random.Next(Broken.Length)]) : Event();
        return new LogEntry(_random.Next(9) == 0 ? default : key, value, Now + _random.Next(1_000_000));
    }

    private byte[] Event()
    {
        var origin = _random.Next(Airports.Length);
        var destination = (origin + 1 + _random.Next(Airports.Length - 1)) % Airports.Length;
        var old = _random.Next(8) == 0;
        var scheduled = (old ? -1_000_000_000 : 1_759_990_000) * Second + (_random.Next(100_000) * Second / 10) + _random.Next(3);
        long? actual = _random.Next(4) == 0 ? null : scheduled + Delay();
        var eventTime = _random.Next(5) == 0 ? (old ? -1 : 1) * 300 * Second * _random.Next(1000) - _random.Next(2) : scheduled
            + _random.Next(2_000) * Second;
        var unknown = _random.Next(10) == 0 ? ",\"gate\":\"B12\"" : "";
        var time = _random.Next(10) == 0 ? "" : $",\"event_time\":\"{Text(eventTime)}\"";
        return Encoding.UTF8.GetBytes(
            $"{{\"flight_id\":\"F{_random.Next(100)}\",\"airline\":{System.Text.Json.JsonSerializer.Serialize(Airlines[_random.Next(Airlines.Length)])},"
            + $"\"origin\":\"{Airports[origin]}\",\"destination\":\"{Airports[destination]}\",\"scheduled_departure\":\"{Text(scheduled)}\","
            + $"\"actual_departure\":{(actual is { } a ? $"\"{Text(a)}\"" : "null")},\"status\":\"{((FlightStatus)_random.Next(FlightStatuses.Count)).Name()}\","
            + $"\"aircraft\":{{\"model\":\"\",\"registration\":\"A6-EUV\"}}{time}{unknown}}}");
    }

    private long Delay()
    {
        var bound = DelayHistogram.BoundSeconds[_random.Next(DelayHistogram.BoundSeconds.Length)] * Second;
        return _random.Next(4) switch
        {
            0 => bound,
            1 => bound + Second - Microsecond,
            2 => bound - Microsecond,
            _ => _random.NextInt64(-30 * 86_400 * Second, 30 * 86_400 * Second),
        };
    }

    private static string Text(long microseconds) =>
        DateTime.UnixEpoch.AddMicroseconds(microseconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
