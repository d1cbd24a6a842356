namespace Orleans.Streaming.Kafka.Tests;

/// <summary>What dies without a word must cost neither an event nor count one twice in state.</summary>
public sealed class KillTests
{
    private const int Streams = 20;
    private const int Events = 300;

    [Fact]
    public async Task SiloKilled_AtLeastOnceForAny_ExactlyOnceIntoState()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("FLIGHTS_TEST_LONG") == "1",
            "known to fail: a partition taken over from a killed silo may stand still, see the README; set FLIGHTS_TEST_LONG=1");
        await using var cluster = await StreamCluster.StartAsync(silos: 3);
        var plain = Enumerable.Range(0, Streams).Select(_ => StreamCluster.NewName()).ToList();
        var summing = Enumerable.Range(0, Streams).Select(_ => StreamCluster.NewName()).ToList();
        var producing = Task.WhenAll(plain.Select(name => ProduceAsync(cluster, Implicit.Namespace, name))
            .Concat(summing.Select(name => ProduceAsync(cluster, Summing.Namespace, name))));
        await Eventually.TrueAsync(() => Deliveries.Of(plain[0]).Count > Events / 10, () => $"{Deliveries.Of(plain[0]).Count} deliveries");
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[1], TestContext.Current.CancellationToken);
        await cluster.Cluster.StartAdditionalSiloAsync();
        await producing;

        foreach (var name in plain)
        {
            await Deliveries.ReachAsync(name, Events);
            Assert.Equal(Enumerable.Range(0, Events), Deliveries.Values(name).Distinct().Order());
        }

        foreach (var name in summing)
            await ReachStateAsync(cluster, name);
    }

    [Fact]
    public async Task BrokerKilledAndStartedAgain_NothingIsLost_AndNothingCountsTwice()
    {
        await using var broker = await OwnServer.StartOrSkipAsync("kafka");
        await using var cluster = await StreamCluster.StartAsync(topic: "restarted", options: kafka =>
        {
            kafka.BootstrapServers = broker.Broker;
            kafka.RequestTimeout = TimeSpan.FromSeconds(5);
        });
        var (plain, summing) = (StreamCluster.NewName(), StreamCluster.NewName());
        var producing = Task.WhenAll(
            ProduceAsync(cluster, Implicit.Namespace, plain), ProduceAsync(cluster, Summing.Namespace, summing));
        await Deliveries.ReachAsync(plain, 20);
        await broker.KillAsync();
        await broker.StartAsync();
        await producing;

        await Deliveries.ReachAsync(plain, Events);
        Assert.Equal(Enumerable.Range(0, Events), Deliveries.Values(plain).Distinct());
        await ReachStateAsync(cluster, summing);
    }

    private static async Task ReachStateAsync(StreamCluster cluster, string name)
    {
        var sums = new Sums();
        await Eventually.TrueAsync(
            async () => (sums = await cluster.Cluster.Client.GetGrain<ISumming>(name).GetAsync()).Count >= Events,
            () => $"{sums.Count} of {Events} events are in the state");
        Assert.Equal((Events, Enumerable.Range(0, Events).Sum()), (sums.Count, (int)sums.Sum));
    }

    private static Task ProduceAsync(StreamCluster cluster, string space, string name) =>
        cluster.ProduceAsync(StreamId.Create(space, name), Enumerable.Range(0, Events));
}
