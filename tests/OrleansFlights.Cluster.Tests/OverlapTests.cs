using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Cluster.Tests;

/// <summary>
/// The worst that a split cluster can do: two silos that do not know of each other read every partition and keep every view, over one set
/// of snapshots and checkpoints.
/// </summary>
public sealed class OverlapTests(ITestOutputHelper output)
{
    private const int PerSecond = 1_000;
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task TwoReadersOfEveryPartition_EveryAnswerOfBothAndTheEnd_EqualARecount()
    {
        LongRun.OrSkip();
        await using var cluster = FlightCluster.OnSqlite(await RedisServer.StartOrSkipAsync());
        await using var run = await ClusterRun.StartAsync(cluster, PerSecond, silos: 1);
        var other = ("Cluster:ClusterId", "another");
        await cluster.StartSilosAsync(1, other);
        using var client = await cluster.ConnectAsync(other);
        var grains = client.Services.GetRequiredService<IClusterClient>();

        var answers = new List<ViewAnswer>();
        for (var until = DateTime.UtcNow + Overlap; DateTime.UtcNow < until;)
        {
            foreach (var route in Load.Routes)
            {
                try
                {
                    answers.Add(await grains.View(new ViewKey(Dimension.Route, route)).Read());
                }
                catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
                {
                    // The view had just lost its snapshot to its twin and is starting again.
                }
            }
        }

        Assert.NotEmpty(answers);
        cluster.Silos[1].Process.Kill();
        cluster.Silos.RemoveAt(1);
        await client.StopAsync(TestContext.Current.CancellationToken);
        var at = DateTime.UtcNow;
        await run.RecoverAsync(at);
        await run.VerifyAsync(output);
        var recount = await LogRecount.ReadAsync(cluster.Log);
        answers.ForEach(a => Verification.AssertEqual(recount, a));
    }
}
