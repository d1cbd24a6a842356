namespace OrleansFlights.Cluster.Tests;

/// <summary>What an operator does to a running cluster.</summary>
public sealed class RestartTests(ITestOutputHelper output)
{
    private const int PerSecond = 10_000;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task EachSiloRestarted_HandsOverAndNothingIsCountedTwice()
    {
        LongRun.OrSkip();
        await using var cluster = FlightCluster.OnAnyLog(await RedisServer.StartOrSkipAsync());
        await using var run = await ClusterRun.StartAsync(cluster, PerSecond);
        foreach (var silo in cluster.Silos.ToList())
        {
            // The new one first, as a rolling update does.
            await cluster.StartSilosAsync(1);
            cluster.Silos.Remove(silo);
            var at = DateTime.UtcNow;
            var exit = await silo.Process.TerminateAsync(Patience);
            Assert.True(exit == 0, $"the silo ended with {exit}: {silo.Process.Output}");
            await run.RecoverAsync(at);
        }

        await run.VerifyAsync(output);
    }

    [Fact]
    public async Task BrokerKilledAndBack_AnswersGoOnAndNothingIsLost()
    {
        LongRun.OrSkip();
        await using var broker = await OwnServer.StartOrSkipAsync("kafka");
        await using var cluster = FlightCluster.OnKafka(await RedisServer.StartOrSkipAsync(), broker.Broker);
        await using var run = await ClusterRun.StartAsync(cluster, PerSecond);
        await broker.KillAsync();
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        await broker.StartAsync();
        await run.RecoverAsync(DateTime.UtcNow);
        Assert.All(cluster.Silos, s => Assert.False(s.Process.HasExited, s.Process.Output));
        await run.VerifyAsync(output);
    }

    [Fact]
    public async Task RedisKilledAndBack_SilosGoOn()
    {
        LongRun.OrSkip();
        var redis = await RedisServer.StartOrSkipAsync();
        await using var cluster = FlightCluster.OnAnyLog(redis);
        await using var run = await ClusterRun.StartAsync(cluster, PerSecond);
        var at = DateTime.UtcNow;
        redis.Kill();
        await redis.StartAsync();
        await run.RecoverAsync(at);
        Assert.All(cluster.Silos, s => Assert.False(s.Process.HasExited, s.Process.Output));
        await run.VerifyAsync(output);
    }

    [Fact]
    public async Task RedisWiped_SilosStopAndNewOnesCountFromTheCut()
    {
        LongRun.OrSkip();
        var redis = await RedisServer.StartOrSkipAsync();
        await using var cluster = FlightCluster.OnAnyLog(redis);
        await using var run = await ClusterRun.StartAsync(cluster, PerSecond);
        redis.Kill();
        redis.Wipe();
        await redis.StartAsync();
        var at = DateTime.UtcNow;
        foreach (var silo in cluster.Silos)
        {
            await silo.Process.ExitAsync(Patience);
            Assert.Contains("no longer holds", silo.Process.Output, StringComparison.Ordinal);
        }

        cluster.Silos.Clear();
        await cluster.StartSilosAsync(3);
        await run.RecoverAsync(at);
        await run.VerifyAsync(output);
    }
}
