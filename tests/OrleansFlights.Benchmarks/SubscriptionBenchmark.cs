using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using OrleansFlights.Log;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Keeps many live subscriptions at a running gateway, each of a route of its own, while a steady load arrives and for as long after it as
/// messages come, and compares what each was told last with what a query says.
/// </summary>
internal sealed class SubscriptionBenchmark(ITopic log, Uri gateway, int routes, int perSecond, int subscriptions, TimeSpan duration)
{
    private const int PerConnection = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task RunAsync()
    {
        var chosen = new Workload(Math.Max(routes, subscriptions)).Routes.Take(subscriptions).ToArray();
        var watches = new ConcurrentBag<RouteWatch>();
        try
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var part in chosen.Chunk(PerConnection))
                watches.Add(await RouteWatch.StartAsync(gateway, part));
            Console.WriteLine(
                Text($"{subscriptions:N0} subscriptions over {watches.Count:N0} connections after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));

            var before = watches.Sum(w => w.Messages);
            await using (var load = new SteadyLoad(log, routes, perSecond))
            {
                await Task.Delay(duration);
                Console.WriteLine(Text(
                    $"load: {load.Rate:N0} events/s; {(watches.Sum(w => w.Messages) - before) / duration.TotalSeconds:N0} messages/s"));
            }

            await PrintMissingAsync(watches);
        }
        finally
        {
            foreach (var watch in watches)
                await watch.DisposeAsync();
        }
    }

    private async Task PrintMissingAsync(IEnumerable<RouteWatch> watches)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        var newest = new Dictionary<RouteWatch, long[]>();
        foreach (var watch in watches)
            newest[watch] = await watch.QueryAsync(http);

        var stopped = Stopwatch.GetTimestamp();
        int missing;
        do
        {
            missing = newest.Sum(w => w.Value.Zip(w.Key.Told, (query, told) => told < query ? 1 : 0).Sum());
            await Task.Delay(100);
        }
        while (missing > 0 && Stopwatch.GetElapsedTime(stopped) < Patience);
        Console.WriteLine(Text($"subscriptions that lack the newest state: {missing}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
