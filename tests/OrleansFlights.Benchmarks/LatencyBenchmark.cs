using System.Diagnostics;
using System.Globalization;
using OrleansFlights.Log;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Sends single events of a quiet route into the log of a running gateway while a steady load arrives, and measures the time from just before the
/// append to the first query, and to the subscription's message, that counts them.
/// </summary>
internal sealed class LatencyBenchmark(IEventLog log, Uri gateway, int routes, int perSecond, TimeSpan duration)
{
    private const int AppendsPerSecond = 100;
    // Longer than what conflation holds back, so that each event finds its route quiet.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => LoadAsync(stop.Token));
        using var probe = new Probe(gateway, "QQX", "QQY");
        await probe.SubscribeAsync();
        await ProbeAsync(probe, WarmUp);
        var (queried, pushed) = await ProbeAsync(probe, duration);
        await stop.CancelAsync();
        var appended = await load;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load: {appended / (WarmUp + duration).TotalSeconds:N0} events/s"));
        Print("sent to readable by query", queried);
        Print("sent to subscription message", pushed);
    }

    private static void Print(string name, List<double> milliseconds)
    {
        milliseconds.Sort();
        double At(double p) => milliseconds[Math.Min(milliseconds.Count - 1, (int)(p * milliseconds.Count))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} p50 {At(0.5),7:F1} ms  p90 {At(0.9),7:F1} ms  p99 {At(0.99),7:F1} ms  max {milliseconds[^1],7:F1} ms  ({milliseconds.Count:N0} events)"));
    }

    private async Task<(List<double> Queried, List<double> Pushed)> ProbeAsync(Probe probe, TimeSpan time)
    {
        var (queried, pushed) = (new List<double>(), new List<double>());
        var events = await probe.QueryAsync();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time;)
        {
            events++;
            var sent = Stopwatch.GetTimestamp();
            var query = probe.QueriedAsync(events);
            var push = probe.PushedAsync(events);
            await log.AppendAsync(new[] { Workload.Single("QQX", "QQY", DateTimeOffset.UtcNow) }, CancellationToken.None);
            queried.Add(Stopwatch.GetElapsedTime(sent, await query).TotalMilliseconds);
            pushed.Add(Stopwatch.GetElapsedTime(sent, await push).TotalMilliseconds);
            await Task.Delay(Pause);
        }

        return (queried, pushed);
    }

    private async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        var workload = new Workload(routes, start: DateTimeOffset.UtcNow);
        var started = Stopwatch.GetTimestamp();
        var appended = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond) - appended;
            if (due < perSecond / AppendsPerSecond)
            {
                await Task.Delay(1000 / AppendsPerSecond, CancellationToken.None);
                continue;
            }

            await workload.AppendAsync(log, due, appended);
            appended += due;
        }

        return appended;
    }
}
