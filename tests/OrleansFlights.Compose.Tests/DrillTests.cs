namespace OrleansFlights.Compose.Tests;

/// <summary>
/// An outage as people live it: everything is gone at once, with the names that led to it. A real Prometheus with the rules of compose must
/// notice, a real Alertmanager must tell somebody's pager, and must tell it when all is well again.
/// </summary>
[Collection(typeof(Alone))]
public sealed class DrillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);
    private static readonly string[] Expected = ["SilosGone", "GatewayGone", "RedisGone"];

    [Fact]
    public async Task EverythingGone_SomebodyIsTold_AndToldWhenItIsBack()
    {
        PrometheusServer.SkipUnlessInstalled();
        AlertmanagerServer.SkipUnlessInstalled();
        Assert.SkipUnless(RedisExporter.IsInstalled, "no exporter for Redis is on the PATH.");
        await using var stack = new Topology();
        await stack.InitializeAsync();
        stack.OrSkip();
        await using var exporter = new RedisExporter(stack.File, stack.Redis.Address);
        await using var pager = await AlertReceiver.StartAsync();
        await using var manager = await AlertmanagerServer.StartAsync(pager.Url);
        await using var prometheus = new PrometheusServer(Targets(), manager.Address);
        foreach (var measure in (string[])["flights:silos > 2", "flights:gateways > 0", "flights:redis_up > 0",
            "flights:log_records:rate2m > 0", "flights:events_applied:rate2m > 0"])
            await Eventually.TrueAsync(Deadline, async () => await prometheus.CountAsync(measure) > 0, () =>
                $"{measure}: no\n{prometheus.Output}\n{stack.State()}");
        Assert.DoesNotContain(pager.Alerts, a => Expected.Contains(a.Key));

        await stack.KillAllAsync();
        prometheus.Show(Array.Empty<string>().ToLookup(_ => "", t => t));
        var gone = DateTime.UtcNow;
        await Eventually.TrueAsync(Deadline, () => Task.FromResult(Expected.All(e => Is(e, "firing"))), State);
        output.WriteLine($"told {(DateTime.UtcNow - gone).TotalSeconds:F0} s after everything was gone: {Told()}");

        await stack.StartAgainAsync();
        prometheus.Show(Targets());
        var back = DateTime.UtcNow;
        await Eventually.TrueAsync(Deadline, () => Task.FromResult(Expected.All(e => Is(e, "resolved"))), State);
        output.WriteLine($"told of the end {(DateTime.UtcNow - back).TotalSeconds:F0} s after all was back: {Told()}");

        ILookup<string, string> Targets() => stack.Metrics.SelectMany(m => m.Select(address => (Job: m.Key, Address: address)))
            .Append((Job: "redis-exporter", exporter.Address)).ToLookup(t => t.Job, t => t.Address);

        bool Is(string alert, string state) => pager.Alerts.GetValueOrDefault(alert) == state;

        string Told() => string.Join(", ", pager.Alerts.OrderBy(a => a.Key).Select(a => $"{a.Key} {a.Value}"));

        string State() => $"told: {Told()}\n{prometheus.Output}\n{manager.Output}\n{stack.State()}";
    }
}
