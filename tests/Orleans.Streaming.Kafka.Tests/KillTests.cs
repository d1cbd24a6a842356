namespace Orleans.Streaming.Kafka.Tests;

/// <summary>What dies without a word must cost neither an event nor count one twice in state.</summary>
public sealed class KillTests
{
    private const int Streams = 20;
    private const int Events = 300;

    [Fact]
    public async Task SiloKilled_AtLeastOnceForAny_ExactlyOnceIntoState()
    {
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
        {
            var sums = new Sums();
            await Eventually.TrueAsync(
                async () => (sums = await cluster.Cluster.Client.GetGrain<ISumming>(name).GetAsync()).Count >= Events,
                () => $"{sums.Count} of {Events} events are in the state");
            Assert.Equal((Events, Enumerable.Range(0, Events).Sum()), (sums.Count, (int)sums.Sum));
        }
    }

    private static async Task ProduceAsync(StreamCluster cluster, string space, string name)
    {
        // The client goes on after an error; repeating then may write twice, which state must count as the log has it.
        await cluster.ProduceAsync(StreamId.Create(space, name), Enumerable.Range(0, Events));
    }
}
