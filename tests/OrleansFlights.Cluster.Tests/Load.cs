using System.Globalization;
using System.Text;
using OrleansFlights.Log;

namespace OrleansFlights.Cluster.Tests;

/// <summary>
/// Appends events to the log at a steady rate and remembers how many of each route were acknowledged when. Keyed by flight, the events of a
/// route are on all partitions.
/// </summary>
internal sealed class Load(ITopic log, int perSecond, bool keyedByFlight = false) : IAsyncDisposable
{
    private const int AppendsPerSecond = 20;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);
    private static readonly string[] Statuses = ["scheduled", "boarding", "departed", "delayed", "cancelled", "landed", "diverted"];
    private static readonly string[] Airlines = ["Emirates", "Swiss", "Lufthansa", "Qantas", "Delta"];
    private static readonly string[] Airports = ["DXB", "ZRH", "JFK", "LHR", "SIN", "SYD", "AMS", "CDG", "FRA", "HND", "ATL", "DOH"];

    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random = new(7);
    private readonly long[] _counts = new long[Routes.Count];
    private readonly Lock _sync = new();
    private readonly Queue<(DateTime At, long[] Counts)> _history = new();
    private long[] _beforeMemory = new long[Routes.Count];
    private Task _run = Task.CompletedTask;

    public static IReadOnlyList<string> Routes { get; } =
        [.. Airports.SelectMany(a => Airports.Where(b => b != a).Select(b => $"{a}-{b}"))];

    public long Appended { get; private set; }

    public void Start() => _run = Task.Run(RunAsync);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    /// <summary>Events of each route of <see cref="Routes"/> that were acknowledged at a time.</summary>
    public long[] AcknowledgedAt(DateTime time)
    {
        lock (_sync)
        {
            var counts = _beforeMemory;
            foreach (var (at, then) in _history)
            {
                if (at > time)
                    break;
                counts = then;
            }

            return counts;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var started = DateTime.UtcNow;
        while (!_stop.IsCancellationRequested)
        {
            var due = (long)((DateTime.UtcNow - started).TotalSeconds * perSecond) - Appended;
            if (due < perSecond / AppendsPerSecond)
            {
                await Task.Delay(1000 / AppendsPerSecond);
                continue;
            }

            var entries = new LogEntry[Math.Min(due, perSecond)];
            for (var i = 0; i < entries.Length; i++)
                entries[i] = Next();
            await log.AppendAsync(entries, CancellationToken.None);
            Appended += entries.Length;
            Remember();
        }
    }

    private void Remember()
    {
        lock (_sync)
        {
            var now = DateTime.UtcNow;
            _history.Enqueue((now, [.. _counts]));
            while (_history.TryPeek(out var first) && now - first.At > Memory)
                _beforeMemory = _history.Dequeue().Counts;
        }
    }

    private LogEntry Next()
    {
        var index = _random.Next(Routes.Count);
        _counts[index]++;
        var route = Routes[index];
        var status = Statuses[_random.Next(Statuses.Length)];
        var now = DateTimeOffset.UtcNow;
        var actual = status == "departed" && _random.Next(10) > 0 ? $"\"{Text(now)}\"" : "null";
        var flight = $"F{_random.Next()}";
        var json = $$"""
            {"flight_id":"{{flight}}","airline":"{{Airlines[_random.Next(Airlines.Length)]}}","origin":"{{route[..3]}}","destination":"{{route[4..]}}","scheduled_departure":"{{Text(now.AddSeconds(_random.Next(-7200, 1200)))}}","actual_departure":{{actual}},"status":"{{status}}","aircraft":{"model":"A380","registration":"A6-EUV"},"event_time":"{{Text(now)}}"}
            """;
        return new LogEntry(
            Encoding.UTF8.GetBytes(keyedByFlight ? flight : route), Encoding.UTF8.GetBytes(json), now.ToUnixTimeMilliseconds());
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
