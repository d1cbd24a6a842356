
namespace OrleansFlights.Compose.Tests;

/// <summary>
/// The stack that compose.yaml describes, started from what it says: produce, count, archive, run, publish, query, lose a silo, restart
/// all.
/// </summary>
[Collection(typeof(RunningStack))]
public sealed class TopologyTests(Topology stack, ITestOutputHelper output)
{
    private const int LeastAnswers = 200;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Metrics of others' programs: the exporters' and Prometheus' own.</summary>
    private static readonly string[] Foreign = ["redis_", "kafka_", "prometheus_"];

    /// <summary>What an exporter shows that is not to be had for these tests.</summary>
    private const string NotHere = "kafka_consumergroup_lag";
    private readonly StackAnswers _answers = new(stack.OrSkip(), output);

    [Fact]
    public async Task Answers_OnABatchGeneration_EqualARecount()
    {
        await _answers.GenerationAsync(2);
        var routes = await _answers.RoutesAsync();
        Assert.True(routes.Count > 20, $"{routes.Count} routes");
        var answers = new List<WatermarkedAnswer>();
        foreach (var (origin, destination) in routes)
            answers.Add(await stack.Gateway.RouteAsync(origin, destination));
        await _answers.EqualAsync(answers);
    }

    [Fact]
    public async Task SiloKilled_SubscriptionAndQueriesGoOn()
    {
        await _answers.GenerationAsync(1);
        var address = new Uri($"http://{stack.Api.Address}:8088");
        await using var totals = new EventStream(stack.Http, address, "subscription { totals { events } }");
        await Eventually.TrueAsync(Deadline, () => Task.FromResult(totals.Last is not null), stack.State);

        var victim = stack.Silos[0];
        stack.Silos.Remove(victim);
        await using var queries = new QueryLoop(stack.Gateway, await _answers.RoutesAsync());
        queries.Start();
        victim.Process.Kill();
        var at = DateTime.UtcNow;
        await stack.AddSiloAsync();
        var started = DateTime.UtcNow - at;

        // What the log holds once the cluster is whole again reaches the subscriber: it followed its view to wherever that went.
        var end = (await stack.Log.GetOffsetsAsync(TestContext.Current.CancellationToken)).Sum(e => e.End - e.Begin);
        await Eventually.TrueAsync(
            Deadline, () => Task.FromResult(Events(totals) >= end), () => $"{Events(totals)} of {end} events\n{stack.State()}");
        var fresh = DateTime.UtcNow - at;
        await Eventually.TrueAsync(Deadline, () => Task.FromResult(queries.Answers.Count >= LeastAnswers), stack.State);
        await queries.StopAsync();
        await _answers.EqualAsync(queries.Answers);
        output.WriteLine(
            $"new silo healthy after {started.TotalSeconds:F1} s, subscriber up to date after {fresh.TotalSeconds:F1} s; "
            + $"{queries.Answers.Count} answers, "
            + $"{queries.Failures.Count} failures, the slowest {queries.Slowest.TotalSeconds:F1} "
            + $"s\n{string.Join('\n', queries.Failures.Take(5))}");
    }

    [Fact]
    public async Task EverySiloRestarted_NoQueryFailsAndAnswersEqualARecount()
    {
        await _answers.GenerationAsync(1);
        await using var queries = new QueryLoop(stack.Gateway, await _answers.RoutesAsync());
        queries.Start();
        foreach (var silo in stack.Silos.ToList())
        {
            await stack.AddSiloAsync();
            await stack.StopSiloAsync(silo);
        }

        var restarted = queries.Answers.Count;
        await Eventually.TrueAsync(Deadline, () => Task.FromResult(queries.Answers.Count >= restarted + LeastAnswers), stack.State);
        await queries.StopAsync();
        output.WriteLine(
            $"{queries.Answers.Count} answers, {queries.Failures.Count} failures, the slowest {queries.Slowest.TotalSeconds:F1} s");
        Assert.True(
            queries.Failures.Count == 0,
            $"{queries.Failures.Count} of {queries.Answers.Count} "
            + $"failed:\n{string.Join('\n', queries.Failures.Take(10))}\n{stack.State()}");
        await _answers.EqualAsync(queries.Answers);
    }

    [Fact]
    public async Task EveryDashboardQueryAndAlert_GivesDataInARealPrometheus()
    {
        PrometheusServer.SkipUnlessInstalled();
        AlertmanagerServer.SkipUnlessInstalled();
        Assert.SkipUnless(RedisExporter.IsInstalled, "no exporter for Redis is on the PATH.");
        await _answers.GenerationAsync(1);
        await using var redis = new RedisExporter(stack.File, stack.Redis.Address);
        await using var manager = await AlertmanagerServer.StartAsync("");

        // A process shows some metrics from the first subscription on.
        await using var totals = new EventStream(
            stack.Http, new Uri($"http://{stack.Api.Address}:8088"), "subscription { totals { events } }");
        await Eventually.TrueAsync(Deadline, () => Task.FromResult(totals.Last is not null), stack.State);
        var exposed = await ExposedAsync();
        var queries = Monitoring.Dashboards.SelectMany(Monitoring.Queries).Concat(Monitoring.Measures.Values).ToHashSet();
        Assert.All(queries.SelectMany(Monitoring.MetricsIn), metric => Assert.True(
            metric == "up" || Foreign.Any(f => metric.StartsWith(f, StringComparison.Ordinal)) || Monitoring.Measures.ContainsKey(metric)
                || exposed.Contains(metric), $"no process shows {metric}"));

        // Alerts hold a measure against a number: what must give data is the measure.
        queries.UnionWith(Monitoring.Measures.Keys);
        queries.RemoveWhere(q => Monitoring.Measures.GetValueOrDefault(q, q).Contains(NotHere, StringComparison.Ordinal)
            && !Monitoring.Measures.GetValueOrDefault(q, q).Contains(" or ", StringComparison.Ordinal));
        var targets = stack.Metrics.SelectMany(m => m.Select(address => (Job: m.Key, address)))
            .Append((Job: "redis-exporter", address: redis.Address));
        await using var prometheus = new PrometheusServer(targets.ToLookup(t => t.Job, t => t.address), manager.Address);
        await using var load = new QueryLoop(stack.Gateway, await _answers.RoutesAsync());
        load.Start();
        var empty = queries;
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                var still = new HashSet<string>();
                foreach (var query in empty)
                {
                    if (await prometheus.CountAsync(query) <= 0)
                        still.Add(query);
                }

                empty = still;
                return empty.Count == 0;
            },
            () => $"no data from:\n{string.Join('\n', empty)}\n{prometheus.Output}");
        output.WriteLine($"{queries.Count} queries give data; {exposed.Count} metrics are shown");
    }

    /// <summary>Names of the metrics that the processes show now.</summary>
    private async Task<HashSet<string>> ExposedAsync()
    {
        var names = new HashSet<string>();
        foreach (var target in stack.Metrics.SelectMany(m => m))
        {
            var text = await stack.Http.GetStringAsync(new Uri($"http://{target}/metrics"), TestContext.Current.CancellationToken);
            names.UnionWith(text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('{', ' ')[0]));
        }

        return names;
    }

    private static long Events(EventStream totals) => totals.Last!.Value.Data.GetProperty("totals").GetProperty("events").GetInt64();
}
