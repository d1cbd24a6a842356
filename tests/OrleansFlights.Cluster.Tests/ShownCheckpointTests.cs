using Confluent.Kafka;

namespace OrleansFlights.Cluster.Tests;

/// <summary>The offsets of the consumer group, which show every Kafka tool how far the silos are.</summary>
public sealed class ShownCheckpointTests
{
    private const int Partitions = 4;
    private const int PerSecond = 1_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task AfterACheckpoint_TheOffsetsOfTheGroupAreTheCheckpoints()
    {
        using var topic = KafkaTopicMetadata.OnBrokerOrSkip(Partitions);
        await using var pipeline = await EmbeddedPipeline.StartAsync(null, topic.Settings);
        await using (var load = new Load(pipeline.Logs.Events, PerSecond))
        {
            load.Start();
            for (var look = 0; look < 20; look++)
            {
                // The group first: what it shows must have been a checkpoint by then.
                var shown = await topic.GroupOffsetsAsync(Partitions);
                var recorded = await pipeline.RecordedAsync();
                Assert.All(shown, s => Assert.True(s.Value <= recorded.GetValueOrDefault(s.Key),
                    $"partition {s.Key} shows {s.Value} of {recorded.GetValueOrDefault(s.Key)}"));
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        await pipeline.CheckpointedAsync(Deadline);
        await ShownAsync(topic, pipeline);
    }

    [Fact]
    public async Task BrokerThatRefusesTheOffsets_DoesNotStopCheckpoints()
    {
        using var topic = KafkaTopicMetadata.OnBrokerOrSkip(Partitions);
        await using var pipeline = await EmbeddedPipeline.StartAsync(null, topic.Settings);

        // A group that has members takes offsets from them alone.
        using (var member = new Member(topic))
        {
            await member.JoinedAsync();
            await using (var load = new Load(pipeline.Logs.Events, PerSecond))
            {
                load.Start();
                await Eventually.TrueAsync(
                    Deadline, () => Task.FromResult(load.Appended > PerSecond), () => Task.FromResult($"{load.Appended} appended"));
            }

            var before = await topic.GroupOffsetsAsync(Partitions);
            await pipeline.CheckpointedAsync(Deadline);
            Assert.Equal(before, await topic.GroupOffsetsAsync(Partitions));
        }

        await ShownAsync(topic, pipeline);
    }

    private static Task ShownAsync(KafkaTopicMetadata topic, EmbeddedPipeline pipeline) => Eventually.TrueAsync(
        Deadline,
        async () =>
        {
            var recorded = await pipeline.RecordedAsync();
            return (await topic.GroupOffsetsAsync(Partitions)).All(s => s.Value == recorded.GetValueOrDefault(s.Key));
        },
        async () =>
            $"shown {string.Join(' ', await topic.GroupOffsetsAsync(Partitions))}, checkpoints "
            + $"{string.Join(' ', await pipeline.RecordedAsync())}");

    /// <summary>A consumer that is a member of the group until it is disposed.</summary>
    private sealed class Member : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _polling;

        public Member(KafkaTopicMetadata topic) =>
            _polling = Task.Factory.StartNew(() => Poll(topic), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public Task JoinedAsync() => _joined.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        public void Dispose()
        {
            _stop.Cancel();
            _polling.Wait();
            _stop.Dispose();
        }

        private void Poll(KafkaTopicMetadata topic)
        {
            var config = new ConsumerConfig
            {
                BootstrapServers = topic.Broker,
                GroupId = topic.Group,
                EnableAutoCommit = false,
                AutoOffsetReset = AutoOffsetReset.Latest
            };
            using var consumer = new ConsumerBuilder<Ignore, Ignore>(config)
                .SetPartitionsAssignedHandler((_, _) => _joined.TrySetResult())
                .Build();
            consumer.Subscribe(topic.Name);
            while (!_stop.IsCancellationRequested)
                consumer.Consume(TimeSpan.FromMilliseconds(100));
            consumer.Close();
        }
    }
}
