namespace Orleans.Streaming.Kafka.Tests;

/// <summary>Subscriptions that begin in the past, in the cache or behind it.</summary>
public sealed class RewindTests
{
    private const int Bulk = 3_000;

    [Fact]
    public async Task Token_BeginsWithItsEvent()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var (first, later) = (StreamCluster.NewName(), StreamCluster.NewName());
        var stream = StreamId.Create("explicit", StreamCluster.NewName());
        var collector = cluster.Collector(first);
        await collector.SubscribeAsync(first, stream, null);
        await cluster.ProduceAsync(stream, Enumerable.Range(0, 10));
        await Deliveries.ReachAsync(first, 10);

        await collector.SubscribeAsync(later, stream, Deliveries.Of(first).ElementAt(4).Token);
        await Deliveries.ReachAsync(later, 6);
        Assert.Equal([4, 5, 6, 7, 8, 9], Deliveries.Values(later));
    }

    [Fact]
    public async Task LastToken_BeginsWithItsEvent()
    {
        await using var cluster = await StreamCluster.StartAsync();
        var (first, later) = (StreamCluster.NewName(), StreamCluster.NewName());
        var stream = StreamId.Create("explicit", StreamCluster.NewName());
        var collector = cluster.Collector(first);
        await collector.SubscribeAsync(first, stream, null);
        await cluster.ProduceAsync(stream, [0, 1]);
        await Deliveries.ReachAsync(first, 2);

        await collector.SubscribeAsync(later, stream, Deliveries.Of(first).Last().Token);
        await Deliveries.ReachAsync(later, 1);
        Assert.Equal([1], Deliveries.Values(later));
    }

    [Fact]
    public async Task Beginning_BehindTheCache_IsReadFromTheLog()
    {
        await using var cluster = await StreamCluster.StartAsync(partitions: 1, options: kafka => kafka.CacheBytes = 64 << 10);
        var (first, later) = (StreamCluster.NewName(), StreamCluster.NewName());
        var stream = StreamId.Create("explicit", StreamCluster.NewName());
        var other = StreamCluster.NewName();
        var collector = cluster.Collector(first);
        await collector.SubscribeAsync(first, stream, null);
        await cluster.Streams.GetStream<int>(stream).OnNextBatchAsync(Enumerable.Range(0, Bulk));
        await cluster.Streams.GetStream<int>(StreamId.Create(Implicit.Namespace, other)).OnNextBatchAsync(Enumerable.Range(0, Bulk));
        await Deliveries.ReachAsync(first, Bulk);
        await Deliveries.ReachAsync(other, Bulk);

        await collector.SubscribeAsync(later, stream, KafkaSequenceToken.Beginning);
        await Deliveries.ReachAsync(later, Bulk);
        await cluster.ProduceAsync(stream, [Bulk]);
        await Deliveries.ReachAsync(later, Bulk + 1);
        Assert.Equal(Enumerable.Range(0, Bulk + 1), Deliveries.Values(later));
        Assert.Equal(Enumerable.Range(0, Bulk + 1), Deliveries.Values(first));
    }

    [Fact]
    public async Task ManyStreams_BehindTheCache_AreServedInOnePass()
    {
        await using var cluster = await StreamCluster.StartAsync(partitions: 1, options: kafka => kafka.CacheBytes = 64 << 10);
        var streams = Enumerable.Range(0, 20).Select(_ => StreamId.Create("explicit", StreamCluster.NewName())).ToList();
        var collector = cluster.Collector(StreamCluster.NewName());
        foreach (var stream in streams)
        {
            await collector.SubscribeAsync(StreamCluster.NewName(), stream, null);
            await cluster.Streams.GetStream<int>(stream).OnNextBatchAsync(Enumerable.Range(0, 200));
        }

        var late = streams.ToDictionary(stream => stream, _ => StreamCluster.NewName());
        foreach (var (stream, name) in late)
        {
            await cluster.ProduceAsync(stream, [200]);
            await collector.SubscribeAsync(name, stream, KafkaSequenceToken.Beginning);
        }

        foreach (var name in late.Values)
        {
            await Deliveries.ReachAsync(name, 201);
            Assert.Equal(Enumerable.Range(0, 201), Deliveries.Values(name));
        }
    }

    [Fact]
    public async Task Resume_WithAToken_GoesBackWhileTheAgentIsFurtherOn()
    {
        await using var cluster = await StreamCluster.StartAsync(partitions: 1);
        var (name, stream) = (StreamCluster.NewName(), StreamId.Create("explicit", StreamCluster.NewName()));
        var collector = cluster.Collector(name);
        await collector.SubscribeAsync(name, stream, null);
        await cluster.ProduceAsync(stream, Enumerable.Range(0, 10));
        await Deliveries.ReachAsync(name, 10);

        await collector.ResumeAllAsync(stream, KafkaSequenceToken.StartAt(Deliveries.Of(name).ElementAt(3).Token.SequenceNumber));
        await cluster.ProduceAsync(stream, [10]);
        await Deliveries.ReachAsync(name, 11);
        Assert.Equal([.. Enumerable.Range(0, 10), .. Enumerable.Range(3, 8)], Deliveries.Values(name));
    }
}
