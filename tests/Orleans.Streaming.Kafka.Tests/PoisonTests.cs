namespace Orleans.Streaming.Kafka.Tests;

/// <summary>An event that its consumer fails on must neither stop the partition nor take others with it.</summary>
public sealed class PoisonTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Skip_PassesOnlyThePoison_AndWritesADeadLetter()
    {
        var deadLetters = await Broker.MakeTopicAsync(1);
        await using var cluster = await StreamCluster.StartAsync(
            partitions: 1, options: kafka => kafka.DeadLetterTopic = deadLetters, agent: agent => agent.MaxEventDeliveryTime = Short);
        var (name, other) = (StreamCluster.NewName(), StreamCluster.NewName());
        Deliveries.Handlers[name] = value => value == 7 ? throw new InvalidOperationException("7") : Task.CompletedTask;
        await cluster.Streams.GetStream<int>(StreamId.Create(Implicit.Namespace, name)).OnNextBatchAsync(Enumerable.Range(0, 20));
        await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, other), Enumerable.Range(0, 20));

        await Deliveries.ReachAsync(other, 20);
        await Deliveries.ReachAsync(name, 19);
        Assert.Equal(Enumerable.Range(0, 20).Where(value => value != 7), Deliveries.Values(name).Distinct());
        var letter = Assert.Single(Broker.ReadAll(deadLetters, 1));
        Assert.Equal("7", System.Text.Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("orleans-dead-letter-offset")));
        Assert.Equal(name, System.Text.Encoding.UTF8.GetString(letter.Message.Key!));
    }

    [Fact]
    public async Task Retry_WaitsUntilTheConsumerTakesIt()
    {
        await using var cluster = await StreamCluster.StartAsync(
            options: kafka => kafka.PoisonPolicy = PoisonPolicy.Retry, agent: agent => agent.MaxEventDeliveryTime = Short);
        var (name, failures) = (StreamCluster.NewName(), 0);
        Deliveries.Handlers[name] = value => value == 2 && Interlocked.Increment(ref failures) < 12
            ? throw new InvalidOperationException("2") : Task.CompletedTask;
        await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, name), Enumerable.Range(0, 5));
        await Deliveries.ReachAsync(name, 5);
        Assert.Equal(Enumerable.Range(0, 5), Deliveries.Values(name).Distinct());
    }

    [Fact]
    public async Task StopStream_StopsThisOneOnly()
    {
        await using var cluster = await StreamCluster.StartAsync(
            partitions: 1,
            options: kafka => kafka.PoisonPolicy = PoisonPolicy.StopStream,
            agent: agent => agent.MaxEventDeliveryTime = Short);
        var (name, other, failures) = (StreamCluster.NewName(), StreamCluster.NewName(), 0);
        Deliveries.Handlers[name] = value =>
        {
            if (value != 2)
                return Task.CompletedTask;
            Interlocked.Increment(ref failures);
            throw new InvalidOperationException("2");
        };
        await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, name), Enumerable.Range(0, 5));
        await Eventually.TrueAsync(() => failures >= 2, () => $"{failures} failures");
        await cluster.ProduceAsync(StreamId.Create(Implicit.Namespace, other), Enumerable.Range(0, 50));
        await Deliveries.ReachAsync(other, 50);
        Assert.DoesNotContain(3, Deliveries.Values(name));
    }

    [Fact]
    public async Task UnreadableRecord_IsPoisonLikeAnyOther()
    {
        var deadLetters = await Broker.MakeTopicAsync(1);
        await using var cluster = await StreamCluster.StartAsync(
            partitions: 1,
            options: kafka => kafka.DeadLetterTopic = deadLetters,
            agent: agent => agent.MaxEventDeliveryTime = Short,
            services: Producer.UseJson);
        var name = StreamCluster.NewName();
        using var producer = Producer.Of(cluster.Topic);
        await producer.WriteAsync(name, 1);
        await producer.WriteAsync(name, "no number");
        await producer.WriteAsync(null, 99);
        await producer.WriteAsync(name, value: null);
        await producer.WriteAsync(name, 2);
        await Deliveries.ReachAsync(name, 2);
        Assert.Equal([1, 2], Deliveries.Values(name).Distinct());
        await Eventually.TrueAsync(
            () => Broker.ReadAll(deadLetters, 1).Count == 2,
            () => string.Join(
                ", ", Broker.ReadAll(deadLetters, 1).Select(letter => System.Text.Encoding.UTF8.GetString(letter.Message.Value ?? []))));
    }

    [Fact]
    public async Task SlowConsumer_DoesNotStopThePartition_AndMissesNothing()
    {
        await using var cluster = await StreamCluster.StartAsync(
            partitions: 1,
            options: kafka =>
            {
                kafka.CacheBytes = 64 << 10;
                kafka.SlowConsumerPatience = TimeSpan.FromMilliseconds(200);
                kafka.MaxBatchRecords = 10;
            });
        var (slow, quick, open) = (StreamCluster.NewName(), StreamCluster.NewName(), new TaskCompletionSource());
        Deliveries.Handlers[slow] = _ => open.Task;
        await cluster.Streams.GetStream<int>(StreamId.Create(Implicit.Namespace, slow)).OnNextBatchAsync(Enumerable.Range(0, 3_000));
        await cluster.Streams.GetStream<int>(StreamId.Create(Implicit.Namespace, quick)).OnNextBatchAsync(Enumerable.Range(0, 3_000));
        await Deliveries.ReachAsync(quick, 3_000);
        Assert.Empty(Deliveries.Values(slow));
        open.SetResult();
        await Deliveries.ReachAsync(slow, 3_000);
        Assert.Equal(Enumerable.Range(0, 3_000), Deliveries.Values(slow).Distinct());
    }
}
