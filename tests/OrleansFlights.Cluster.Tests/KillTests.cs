namespace OrleansFlights.Cluster.Tests;

/// <summary>
/// Kills a random one of three silos again and again while events arrive, and starts another. <c>FLIGHTS_TEST_LONG=1</c>: 20 kills, 10 s
/// apart, at 10,000 events a second.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly bool Long = LongRun.IsAsked;
    private static readonly int Kills = Long ? 20 : 3;
    private static readonly int PerSecond = Long ? 10_000 : 2_000;

    [Fact]
    public async Task SiloKilledWithEventsKeyedByFlight_EveryAnswerAndTheEnd_EqualARecount()
    {
        await using var cluster = FlightCluster.OnAnyLog(await RedisServer.StartOrSkipAsync());
        await RunAsync(cluster, keyedByFlight: true);
    }

    [Fact]
    public async Task SiloKilledOnKafka_EveryAnswerAndTheEnd_EqualARecount()
    {
        await using var cluster = FlightCluster.OnKafkaOrSkip(await RedisServer.StartOrSkipAsync());
        await RunAsync(cluster, keyedByFlight: false);
    }

    private async Task RunAsync(FlightCluster cluster, bool keyedByFlight)
    {
        await using var run = await ClusterRun.StartAsync(cluster, PerSecond, keyedByFlight: keyedByFlight);
        var random = new Random(3);
        for (var kill = 0; kill < Kills; kill++)
        {
            var victim = cluster.Silos[random.Next(cluster.Silos.Count)];
            cluster.Silos.Remove(victim);
            var at = DateTime.UtcNow;
            victim.Process.Kill();
            var next = cluster.Launch();
            cluster.Silos.Add(next);
            await run.RecoverAsync(at);
            await cluster.ReadyAsync(next);
        }

        await run.VerifyAsync(output);
    }
}
