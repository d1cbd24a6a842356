using System.Globalization;
using System.Text.Json;
using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Cluster.Tests;

/// <summary>Reads the log with a parser of its own and knows the count of any view up to any watermarks.</summary>
internal sealed class LogRecount : ILogRecordSink
{
    private readonly Dictionary<ViewKey, Dictionary<int, List<(long Offset, Counts UpTo)>>> _views = [];

    public IEnumerable<ViewKey> Views => _views.Keys;

    /// <summary>Reads everything that is on the log now.</summary>
    public static async Task<LogRecount> ReadAsync(ITopic log)
    {
        var recount = new LogRecount();
        foreach (var range in await log.GetOffsetsAsync(CancellationToken.None))
        {
            using var reader = log.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
                reader.Read(recount, 10_000, TimeSpan.FromSeconds(5), CancellationToken.None);
        }

        return recount;
    }

    /// <summary>The count of a view below offsets; below the end when there are none.</summary>
    public Counts Count(ViewKey view, IReadOnlyDictionary<int, long>? below = null)
    {
        var sum = Counts.None;
        if (!_views.TryGetValue(view, out var partitions))
            return sum;
        foreach (var (partition, events) in partitions)
        {
            var end = below is null ? long.MaxValue : below.GetValueOrDefault(partition);
            var index = events.BinarySearch((end, default), OffsetOrder.Instance);
            var count = index < 0 ? ~index : index;
            if (count > 0)
                sum = sum.Plus(events[count - 1].UpTo);
        }

        return sum;
    }

    public void OnRecord(in LogRecord record)
    {
        var json = JsonSerializer.Deserialize<JsonElement>(record.Value);
        var status = json.GetProperty("status").GetString()!;
        var actual = json.GetProperty("actual_departure").GetString();
        int? delay = status == "departed" && actual is not null
            ? (int)(Time(actual) - Time(json.GetProperty("scheduled_departure").GetString()!)).TotalSeconds
            : null;
        var origin = json.GetProperty("origin").GetString()!;
        var destination = json.GetProperty("destination").GetString()!;
        Add(new ViewKey(Dimension.Route, $"{origin}-{destination}"), record, status, delay);
        Add(ViewKey.Airline(json.GetProperty("airline").GetString()!), record, status, delay);
        Add(new ViewKey(Dimension.Departures, origin), record, status, delay);
        Add(new ViewKey(Dimension.Arrivals, destination), record, status, delay);
        Add(ViewKey.Total, record, status, delay);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private void Add(ViewKey view, in LogRecord record, string status, int? delay)
    {
        if (!_views.TryGetValue(view, out var partitions))
            _views.Add(view, partitions = []);
        if (!partitions.TryGetValue(record.Partition, out var events))
            partitions.Add(record.Partition, events = []);
        events.Add((record.Offset, (events.Count == 0 ? Counts.None : events[^1].UpTo).With(status, delay)));
    }

    private sealed class OffsetOrder : IComparer<(long Offset, Counts UpTo)>
    {
        public static OffsetOrder Instance { get; } = new();

        public int Compare((long Offset, Counts UpTo) x, (long Offset, Counts UpTo) y) => x.Offset.CompareTo(y.Offset);
    }
}
