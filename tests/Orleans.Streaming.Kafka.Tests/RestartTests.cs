namespace Orleans.Streaming.Kafka.Tests;

/// <summary>Progress is kept: nothing is lost over restarts, and what was delivered is not delivered for hours again.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Restart_GoesOnBehindWhatWasDelivered()
    {
        var (name, topic) = (StreamCluster.NewName(), "");
        await using (var cluster = await StreamCluster.StartAsync())
        {
            topic = cluster.Topic;
            await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, name), Enumerable.Range(0, 100));
            await Deliveries.ReachAsync(name, 100);
        }

        await using (var cluster = await StreamCluster.StartAsync(topic: topic))
        {
            await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, name), Enumerable.Range(100, 10));
            await Deliveries.ReachAsync(name, 110);
        }

        Assert.Equal(Enumerable.Range(0, 110), Deliveries.Values(name));
    }

    [Fact]
    public async Task EventsWrittenWhileNoSiloRuns_AreDelivered()
    {
        var (name, topic) = (StreamCluster.NewName(), "");
        await using (var cluster = await StreamCluster.StartAsync())
            topic = cluster.Topic;
        using (var producer = Producer.Of(topic))
        {
            for (var i = 0; i < 50; i++)
                await producer.WriteAsync(name, i);
        }

        await using var next = await StreamCluster.StartAsync(topic: topic, services: Producer.UseJson);
        await Deliveries.ReachAsync(name, 50);
        Assert.Equal(Enumerable.Range(0, 50), Deliveries.Values(name));
    }

    [Fact]
    public async Task SlowConsumer_HoldsItsOwnCheckpointOnly_AndGetsTheRestAfterARestart()
    {
        var (slow, quick, topic) = (StreamCluster.NewName(), StreamCluster.NewName(), "");
        var open = new TaskCompletionSource();
        Deliveries.Handlers[slow] = value => value == 5 ? open.Task : Task.CompletedTask;
        await using (var cluster = await StreamCluster.StartAsync(partitions: 1))
        {
            topic = cluster.Topic;
            await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, slow), Enumerable.Range(0, 10));
            await Deliveries.ReachAsync(slow, 5);
            await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, quick), Enumerable.Range(0, 1_000));
            await Deliveries.ReachAsync(quick, 1_000);
            await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[0], TestContext.Current.CancellationToken);
        }

        Deliveries.Handlers.TryRemove(slow, out _);
        open.SetResult();
        await using var next = await StreamCluster.StartAsync(topic: topic, partitions: 1);
        await Deliveries.ReachAsync(slow, 10);
        Assert.Equal(Enumerable.Range(0, 10), Deliveries.Values(slow).Distinct());
    }
}
