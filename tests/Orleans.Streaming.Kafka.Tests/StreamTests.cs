namespace Orleans.Streaming.Kafka.Tests;

/// <summary>What Orleans' own stream tests ask of any provider.</summary>
public sealed class StreamTests
{
    private static readonly int[] Ten = [.. Enumerable.Range(0, 10)];

    [Fact]
    public async Task ExplicitSubscription_GetsEventsInOrder()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var (name, stream) = (StreamCluster.NewName(), StreamId.Create("explicit", StreamCluster.NewName()));
        await cluster.Collector(name).SubscribeAsync(name, stream, null);
        await cluster.ProduceAsync(stream, Ten);
        await Deliveries.ReachAsync(name, Ten.Length);
        Assert.Equal(Ten, Deliveries.Values(name));
    }

    [Fact]
    public async Task ManyStreams_EachConsumerGetsItsOwn()
    {
        await using var cluster = await StreamCluster.StartAsync(silos: 2);
        var names = Enumerable.Range(0, 60).Select(_ => StreamCluster.NewName()).ToList();
        await Task.WhenAll(names.Select((name, i) => cluster.ProduceAsync(
            StreamId.Create(Implicit.Namespace, name), Ten.Select(value => (i * 100) + value))));
        for (var i = 0; i < names.Count; i++)
        {
            await Deliveries.ReachAsync(names[i], Ten.Length);
            Assert.Equal(Ten.Select(value => (i * 100) + value), Deliveries.Values(names[i]));
        }
    }

    [Fact]
    public async Task Subscriptions_OfOneStream_AreApart()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var stream = StreamId.Create("explicit", StreamCluster.NewName());
        var (first, second, collector) = (StreamCluster.NewName(), StreamCluster.NewName(), cluster.Collector(StreamCluster.NewName()));
        await collector.SubscribeAsync(first, stream, null);
        await collector.SubscribeAsync(second, stream, null);
        await cluster.ProduceAsync(stream, Ten);
        await Deliveries.ReachAsync(first, 10);
        await Deliveries.ReachAsync(second, 10);

        await collector.UnsubscribeAsync(first);
        await cluster.ProduceAsync(stream, [10, 11]);
        await Deliveries.ReachAsync(second, 12);
        Assert.Equal(Ten, Deliveries.Values(first));
        Assert.Equal(Enumerable.Range(0, 12), Deliveries.Values(second));
    }

    [Fact]
    public async Task Subscription_ResumedByANewActivation_MissesNothing()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var (name, stream) = (StreamCluster.NewName(), StreamId.Create("explicit", StreamCluster.NewName()));
        var collector = cluster.Collector(name);
        await collector.SubscribeAsync(name, stream, null);
        await cluster.ProduceAsync(stream, Ten);
        await Deliveries.ReachAsync(name, 10);
        await collector.DeactivateAsync();
        Assert.Equal(1, await collector.ResumeAllAsync(stream, null));
        await cluster.ProduceAsync(stream, [10, 11, 12]);
        await Deliveries.ReachAsync(name, 13);
        Assert.Equal(Enumerable.Range(0, 13), Deliveries.Values(name));
    }

    [Fact]
    public async Task Batch_ArrivesInFewDeliveries()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var name = StreamCluster.NewName();
        var stream = cluster.Streams.GetStream<int>(StreamId.Create(Implicit.Namespace, name));
        await stream.OnNextBatchAsync(Enumerable.Range(0, 1_000));
        await Deliveries.ReachAsync(name, 1_000);
        Assert.Equal(Enumerable.Range(0, 1_000), Deliveries.Values(name));
        Assert.True(Deliveries.Of(name).Max(d => d.BatchSize) >= 100, "an event came in a call of its own");
    }

    [Fact]
    public async Task Client_Subscribes()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var name = StreamCluster.NewName();
        var stream = cluster.Streams.GetStream<int>(StreamId.Create("explicit", name));
        var handle = await stream.SubscribeAsync(new ItemObserver(name));
        await cluster.ProduceAsync(stream.StreamId, Ten);
        await Deliveries.ReachAsync(name, 10);
        Assert.Equal(Ten, Deliveries.Values(name));
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task Tokens_AreOffsets()
    {
        await using var cluster = await StreamCluster.StartAsync(partitions: 1);
        var name = StreamCluster.NewName();
        await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, name), Ten);
        await Deliveries.ReachAsync(name, 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), Deliveries.Of(name).Select(d => d.Token.SequenceNumber));
        Assert.All(Deliveries.Of(name), d => Assert.Equal(0, d.Token.Partition));
    }

    [Fact]
    public async Task Producer_ThatGivesAToken_IsRefused()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var stream = cluster.Streams.GetStream<int>(StreamId.Create("explicit", "any"));
        await Assert.ThrowsAsync<NotSupportedException>(() => stream.OnNextAsync(1, KafkaSequenceToken.StartAt(1)));
    }
}
