using System.Globalization;
using System.Text.Json;
using OrleansFlights.Log;

namespace OrleansFlights.Compose.Tests;

/// <summary>Reads the log with a parser of its own and works out what each flight is.</summary>
internal sealed class FlightRecount : ILogRecordSink
{
    /// <summary>Statuses in the order of a flight's life.</summary>
    private static readonly string[] Life = ["scheduled", "boarding", "departed", "delayed", "cancelled", "landed", "diverted"];

    private readonly Dictionary<string, List<Event>> _flights = [];

    private FlightRecount()
    {
    }

    /// <summary>Every flight of which the log tells now, in the order of pages.</summary>
    public static async Task<IReadOnlyList<FoundFlight>> ReadAsync(ITopic log)
    {
        var recount = new FlightRecount();
        foreach (var range in await log.GetOffsetsAsync(CancellationToken.None))
        {
            using var reader = log.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
                reader.Read(recount, 10_000, TimeSpan.FromSeconds(5), CancellationToken.None);
        }

        return [.. recount._flights.Select(f => Flight(f.Key, f.Value)).OrderByDescending(f => f.Scheduled)
            .ThenBy(f => f.Id, StringComparer.Ordinal)];
    }

    public void OnRecord(in LogRecord record)
    {
        var json = JsonSerializer.Deserialize<JsonElement>(record.Value);
        var id = json.GetProperty("flight_id").GetString()!;
        if (!_flights.TryGetValue(id, out var events))
            _flights.Add(id, events = []);
        events.Add(new Event(json, Time(json, "event_time")!.Value, record.Partition, record.Offset));
    }

    private static FoundFlight Flight(string id, List<Event> events)
    {
        events.Sort((a, b) => (a.Time, a.Partition, a.Offset).CompareTo((b.Time, b.Partition, b.Offset)));
        var newest = events[^1].Json;
        var scheduled = Time(newest, "scheduled_departure")!.Value;
        var actual = events.Select(e => Time(e.Json, "actual_departure")).LastOrDefault(t => t is not null);
        return new FoundFlight
        {
            Id = id,
            Airline = Text(newest, "airline"),
            Origin = Text(newest, "origin"),
            Destination = Text(newest, "destination"),
            Scheduled = scheduled,
            Actual = actual,
            DelayMinutes = (actual - scheduled)?.TotalMinutes,
            Status = Text(newest, "status").ToUpperInvariant(),
            Model = Text(newest.GetProperty("aircraft"), "model"),
            Registration = Text(newest.GetProperty("aircraft"), "registration"),
            Updated = events[^1].Time,
            History = string.Join(
                ' ', events.GroupBy(e => Text(e.Json, "status")).OrderBy(g => g.Min(e => e.Time)).ThenBy(g => Array.IndexOf(Life, g.Key))
                .Select(g => FoundFlight.Report(g.Key.ToUpperInvariant(), g.Min(e => e.Time), g.Max(e => e.Time)))),
        };
    }

    private static string Text(JsonElement json, string field) => json.GetProperty(field).GetString()!;

    private static DateTimeOffset? Time(JsonElement json, string field) =>
        json.GetProperty(field).GetString() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private sealed record Event(JsonElement Json, DateTimeOffset Time, int Partition, long Offset);
}
