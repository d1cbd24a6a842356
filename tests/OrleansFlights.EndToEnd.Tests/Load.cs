using System.Globalization;
using System.Text;
using OrleansFlights.Log;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>Appends events to the log at a steady rate until told to stop.</summary>
internal sealed class Load(ITopic log, int perSecond) : IAsyncDisposable
{
    private const int TicksPerSecond = 20;
    private static readonly string[] Statuses = ["scheduled", "boarding", "departed", "delayed", "cancelled", "landed", "diverted"];
    private static readonly string[] Airlines = ["Emirates", "Swiss", "Lufthansa", "Qantas", "Delta"];

    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random = new(7);
    private Task _run = Task.CompletedTask;

    public static IReadOnlyList<string> Airports { get; } = [
        "DXB", "ZRH", "JFK", "LHR", "SIN", "SYD", "AMS", "CDG", "FRA", "HND", "ATL", "DOH"];

    public long Appended { get; private set; }

    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>Waits until it failed, with its exception.</summary>
    public Task EndedAsync(TimeSpan deadline) => _run.WaitAsync(deadline);

    /// <summary>Waits until so many events were appended.</summary>
    public async Task AppendedAsync(long events, TimeSpan deadline)
    {
        for (var until = DateTime.UtcNow + deadline; Appended < events && !_run.IsCompleted;)
        {
            Assert.True(DateTime.UtcNow < until, $"{Appended:N0} of {events:N0} events appended within {deadline}");
            await Task.Delay(50);
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var started = DateTime.UtcNow;
        while (!_stop.IsCancellationRequested)
        {
            var due = (long)((DateTime.UtcNow - started).TotalSeconds * perSecond) - Appended;
            if (due < perSecond / TicksPerSecond)
            {
                await Task.Delay(1000 / TicksPerSecond);
                continue;
            }

            var entries = new LogEntry[Math.Min(due, perSecond)];
            for (var i = 0; i < entries.Length; i++)
                entries[i] = Next();
            await log.AppendAsync(entries, CancellationToken.None);
            Appended += entries.Length;
        }
    }

    private LogEntry Next()
    {
        var from = _random.Next(Airports.Count);
        var origin = Airports[from];
        var destination = Airports[(from + 1 + _random.Next(Airports.Count - 1)) % Airports.Count];
        var status = Statuses[_random.Next(Statuses.Length)];
        var now = DateTimeOffset.UtcNow;
        var actual = status == "departed" && _random.Next(10) > 0 ? $"\"{Text(now)}\"" : "null";
        var json = $$"""
            {"flight_id":"F{{_random.Next()}}","airline":"{{Airlines[_random.Next(Airlines.Length)]}}","origin":"{{origin}}","destination":"{{destination}}","scheduled_departure":"{{Text(now.AddSeconds(_random.Next(-7200, 1200)))}}","actual_departure":{{actual}},"status":"{{status}}","aircraft":{"model":"A380","registration":"A6-EUV"},"event_time":"{{Text(now)}}"}
            """;
        return new LogEntry(Encoding.UTF8.GetBytes($"{origin}-{destination}"), Encoding.UTF8.GetBytes(json), now.ToUnixTimeMilliseconds());
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
