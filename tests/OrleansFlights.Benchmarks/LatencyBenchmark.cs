using System.Diagnostics;
using System.Globalization;
using OrleansFlights.Log;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Sends single events of quiet routes into the log of a running gateway while a steady load arrives, and measures the time from just
/// before the append to the first query, and to the subscription's message, that counts them.
/// </summary>
internal sealed class LatencyBenchmark(ITopic log, Uri gateway, int routes, int perSecond, TimeSpan duration)
{
    private const string Origin = "QQX";

    // Longer than what conflation holds back, so that each event finds its route quiet.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly string[] Destinations = ["QQA", "QQB", "QQC", "QQD", "QQE", "QQF", "QQG", "QQH"];

    public async Task RunAsync()
    {
        await using var load = new SteadyLoad(log, routes, perSecond);
        var probes = Destinations.Select(destination => (Destination: destination, Probe: new Probe(gateway, Origin, destination)))
            .ToArray();
        foreach (var (_, probe) in probes)
            await probe.SubscribeAsync();

        var times = new List<(double Queried, double Pushed)>();
        foreach (var time in new[] { WarmUp, duration })
            times = [.. (await Task.WhenAll(probes.Select(p => ProbeAsync(p.Probe, p.Destination, time)))).SelectMany(t => t)];
        foreach (var (_, probe) in probes)
            probe.Dispose();

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load: {load.Rate:N0} events/s"));
        Latencies.Print("sent to readable by query", [.. times.Select(t => t.Queried)]);
        Latencies.Print("sent to subscription message", [.. times.Select(t => t.Pushed)]);
    }

    private async Task<List<(double Queried, double Pushed)>> ProbeAsync(Probe probe, string destination, TimeSpan time)
    {
        var times = new List<(double, double)>();
        var events = await probe.QueryAsync();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time;)
        {
            await Task.Delay(Pause * (1 + Random.Shared.NextDouble()));
            events++;
            var sent = Stopwatch.GetTimestamp();
            var query = probe.QueriedAsync(events);
            var push = probe.PushedAsync(events);
            await log.AppendAsync(new[] { Workload.Single(Origin, destination, DateTimeOffset.UtcNow) }, CancellationToken.None);
            times.Add((Stopwatch.GetElapsedTime(sent, await query).TotalMilliseconds,
                Stopwatch.GetElapsedTime(sent, await push).TotalMilliseconds));
        }

        return times;
    }
}
