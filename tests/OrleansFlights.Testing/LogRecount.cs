using System.Globalization;
using System.Text.Json;
using OrleansFlights.Log;

namespace OrleansFlights.Testing;

/// <summary>Reads the log with a parser of its own and recounts any view up to any watermarks.</summary>
public sealed class LogRecount
{
    private readonly Dictionary<string, SortedDictionary<int, OffsetCounts>> _byView = [];

    public IEnumerable<string> Views => _byView.Keys;

    public static string Route(string origin, string destination) => $"route {origin}-{destination}";

    /// <summary>Reads everything that is on the log now.</summary>
    public async Task ReadAsync(ITopic log)
    {
        foreach (var range in await log.GetOffsetsAsync(CancellationToken.None))
        {
            using var reader = log.OpenReader(range.Partition, range.Begin);
            var sink = new Sink(this);
            while (reader.Position < range.End)
                reader.Read(sink, 10_000, TimeSpan.FromSeconds(5), CancellationToken.None);
        }
    }

    public Counts Count(string view, IReadOnlyDictionary<int, long>? below = null)
    {
        var sum = new RunningCounts();
        foreach (var (partition, events) in _byView.GetValueOrDefault(view) ?? [])
            events.AddBelow(below is null ? long.MaxValue : below.GetValueOrDefault(partition), sum);
        return sum.Value;
    }

    private void Add(string view, in LoggedEvent item)
    {
        if (!_byView.TryGetValue(view, out var partitions))
            _byView.Add(view, partitions = []);
        if (!partitions.TryGetValue(item.Partition, out var events))
            partitions.Add(item.Partition, events = new OffsetCounts());
        events.Add(item);
    }

    private sealed class Sink(LogRecount recount) : ILogRecordSink
    {
        public void OnRecord(in LogRecord record)
        {
            var json = JsonSerializer.Deserialize<JsonElement>(record.Value);
            var status = json.GetProperty("status").GetString()!;
            var actual = json.GetProperty("actual_departure").GetString();
            int? delay = status == "departed" && actual is not null
                ? (int)(Time(actual) - Time(json.GetProperty("scheduled_departure").GetString()!)).TotalSeconds
                : null;
            var item = new LoggedEvent(record.Partition, record.Offset, status, delay);
            var origin = json.GetProperty("origin").GetString()!;
            var destination = json.GetProperty("destination").GetString()!;
            recount.Add(Route(origin, destination), item);
            recount.Add($"airline {json.GetProperty("airline").GetString()}", item);
            recount.Add($"departures {origin}", item);
            recount.Add($"arrivals {destination}", item);
            recount.Add("total", item);
        }

        private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }
}
