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
    // Longer than what conflation holds back, so that each event finds its route quiet.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public async Task RunAsync()
    {
        await using var load = new SteadyLoad(log, routes, perSecond);
        using var probe = new Probe(gateway, "QQX", "QQY");
        await probe.SubscribeAsync();
        await ProbeAsync(probe, WarmUp);
        var (queried, pushed) = await ProbeAsync(probe, duration);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load: {load.Rate:N0} events/s"));
        Latencies.Print("sent to readable by query", queried);
        Latencies.Print("sent to subscription message", pushed);
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
}
