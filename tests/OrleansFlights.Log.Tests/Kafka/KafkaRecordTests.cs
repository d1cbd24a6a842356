using System.Text;
using Confluent.Kafka;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>What other programs may put on a topic: nothing of it may stop a reader or make it miss a record.</summary>
public sealed class KafkaRecordTests : IAsyncLifetime
{
    private static readonly TimeSpan CompactionPatience = TimeSpan.FromSeconds(30);

    private readonly KafkaFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task AbortedTransactions_AreNotHandedOut_AndThePositionPassesThem()
    {
        var broker = KafkaFixture.BrokerOrSkip("transactions");
        var log = _fixture.Open(broker).Events;
        await log.GetOffsetsAsync(Token);
        using (var producer = Producer(broker, transactional: true))
        {
            producer.InitTransactions(Deadline);
            for (var number = 0; number < 12; number++)
            {
                producer.BeginTransaction();
                for (var i = 0; i < 3; i++)
                    producer.Produce(_fixture.Topic, new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes($"{number}.{i}") });
                producer.Flush(Deadline);
                if (number % 3 == 2)
                    producer.AbortTransaction(Deadline);
                else
                    producer.CommitTransaction(Deadline);
            }
        }

        // The broker writes the marker of a transaction's end after it has answered.
        var range = await log.WaitForEnd(0, (12 * 3) + 12);
        var records = (await log.ReadToEnd(0)).Records;
        var committed = Enumerable.Range(0, 12).Where(number => number % 3 != 2)
            .SelectMany(number => Enumerable.Range(0, 3).Select(i => $"{number}.{i}"));
        Assert.Equal(committed, records.Select(record => record.Value));
        Assert.Equal((12 * 3) + 12, range.End);
        Assert.True(records[^1].Offset < range.End - 4, "The last records and their marker should leave a gap at the end");
    }

    [Fact]
    public async Task OpenTransaction_HoldsBackTheEnd()
    {
        var broker = KafkaFixture.BrokerOrSkip("transactions");
        var log = _fixture.Open(broker).Events;
        await log.Append(Entry("before"));
        using var producer = Producer(broker, transactional: true);
        producer.InitTransactions(Deadline);
        producer.BeginTransaction();
        await producer.ProduceAsync(_fixture.Topic, new Message<byte[]?, byte[]?> { Value = "inside"u8.ToArray() }, Token);

        Assert.Equal(1, (await log.GetOffsetsAsync(Token))[0].End);
        Assert.Equal(["before"], (await log.ReadToEnd(0)).Values);
        producer.CommitTransaction(Deadline);
        await log.WaitForEnd(0, 3);
        Assert.Equal(["before", "inside"], (await log.ReadToEnd(0)).Values);
    }

    [Fact]
    public async Task CompactedTopic_IsReadPastItsGaps()
    {
        var broker = KafkaFixture.BrokerOrSkip("compaction");
        var eventLog = _fixture.Open(broker, configure: options =>
        {
            options.Kafka.TopicConfig["segment.ms"] = "50";
            options.Kafka.TopicConfig["min.cleanable.dirty.ratio"] = "0.001";
            options.Kafka.TopicConfig["max.compaction.lag.ms"] = "100";
            options.Kafka.TopicConfig["delete.retention.ms"] = "100";
        });
        var log = eventLog.Open(_fixture.Topic + "-compacted", compacted: true);
        var deadline = Environment.TickCount64 + (long)CompactionPatience.TotalMilliseconds;
        var sink = new RecordingSink();
        var newest = -1;
        do
        {
            // The broker rolls segments, which it needs to compact them, by the records' own time.
            for (var i = 0; i < 10; i++)
                await log.Append(Entry($"{++newest}", $"key-{newest % 3}", timestamp: DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
            sink = await log.ReadToEnd(0);
        }
        while (sink.Records.Count > newest && Environment.TickCount64 < deadline);

        Assert.SkipWhen(sink.Records.Count > newest, "The broker has not compacted the topic in time.");
        Assert.Equal(sink.Records.OrderBy(record => record.Offset), sink.Records);
        Assert.Equal($"{newest}", sink.Records[^1].Value);
        Assert.Equal(3, sink.Records.Select(record => record.Key).Distinct().Count());
        Assert.All(sink.Records, record => Assert.Equal($"{record.Offset}", record.Value));
    }

    [Fact]
    public async Task TombstonesHeadersAndMissingKeys_AreRecordsLikeOthers()
    {
        var broker = KafkaFixture.AnyBroker;
        var log = _fixture.Open(broker).Events;
        await log.GetOffsetsAsync(Token);
        using var producer = Producer(broker);
        await producer.ProduceAsync(_fixture.Topic, new Message<byte[]?, byte[]?> { Key = "k"u8.ToArray(), Value = null }, Token);
        var headers = new Headers { { "trace", new byte[] { 1, 2, 3 } }, { "trace", [] } };
        await producer.ProduceAsync(
            _fixture.Topic, new Message<byte[]?, byte[]?> { Value = "with headers"u8.ToArray(), Headers = headers }, Token);
        await producer.ProduceAsync(_fixture.Topic, new Message<byte[]?, byte[]?> { Key = [], Value = [] }, Token);

        var records = (await log.ReadToEnd(0)).Records;
        Assert.Equal(
            [(0, "k", ""), (1, "", "with headers"), (2, "", "")], records.Select(record => ((int)record.Offset, record.Key, record.Value)));
    }

    [Fact]
    public async Task RecordAtTheSizeLimit_IsTaken_AndOneBeyondIsRefused()
    {
        var log = _fixture.Open(KafkaFixture.AnyBroker).Events;
        var largest = new string('x', 999_000);
        await log.Append(Entry(largest, "k"));
        var refused = await Assert.ThrowsAsync<LogException>(
            async () => await log.Append(Entry("fits", "k"), Entry(new string('x', 1_100_000), "k"), Entry("after", "k")));
        Assert.False(refused.IsTransient, refused.Message);

        await log.Append(Entry("next", "k"));
        var records = (await log.ReadToEnd(0)).Records;
        Assert.Equal(largest, records[0].Value);
        Assert.Equal("next", records[^1].Value);
    }

    [Fact]
    public async Task ReaderBelowTheBegin_StartsAtTheBegin()
    {
        var log = _fixture.Open(KafkaFixture.BrokerOrSkip("truncation")).Events;
        await log.Append(Numbered(0, 20));
        using var reader = log.OpenReader(0, 5);
        Assert.Equal("5", reader.ReadRecords(1, atOnce: 1).Values.Single());
        await log.TruncateAsync(0, 15, Token);

        using var late = log.OpenReader(0, 3);
        Assert.Equal(["15", "16", "17", "18", "19"], late.ReadRecords(5).Values);
    }

    [Fact]
    public async Task Checkpoint_IsTheOffsetOfTheGroup()
    {
        var broker = KafkaFixture.AnyBroker;
        var log = _fixture.Open(broker, configure: options => options.Kafka.GroupId = _fixture.Topic + "-group").Events;
        await log.Append(Numbered(0, 20));
        using var reader = log.OpenReader(0, 0);
        reader.ReadRecords(20);
        var reporter = Assert.IsType<IOffsetCommitter>(log, exactMatch: false);
        await reporter.CommitCheckpointAsync(0, 7, Token);
        await reporter.CommitCheckpointAsync(0, 12, Token);

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
        var offsets = await admin.ListConsumerGroupOffsetsAsync([new(_fixture.Topic + "-group", [new(_fixture.Topic, 0)])]);
        Assert.Equal(12, offsets[0].Partitions[0].Offset.Value);
    }

    [Fact]
    public async Task PartitionsAddedWhileRunning_AreSeenAndUsed()
    {
        var broker = KafkaFixture.BrokerOrSkip("way to add partitions");
        var log = _fixture.Open(broker, partitions: 2).Events;
        await log.Append(Numbered(0, 10));
        await Grow(broker, 4);

        var deadline = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        while ((await log.GetOffsetsAsync(Token)).Count < 4)
            Assert.True(Environment.TickCount64 < deadline, "The new partitions were not seen");
        await log.Append(Numbered(10, 40));
        Assert.All(await log.GetOffsetsAsync(Token), range => Assert.True(range.End > 0, $"{range}"));
    }

    [Fact]
    public async Task PartitionsAddedWhileRunning_AreUsedByWhoOnlyAppends()
    {
        var broker = KafkaFixture.BrokerOrSkip("way to add partitions");
        var log = _fixture.Open(broker, partitions: 2, options => options.PartitionRefresh = TimeSpan.FromMilliseconds(100)).Events;
        await log.Append(Numbered(0, 10));
        await Grow(broker, 4);

        var other = _fixture.Open(broker).Events;
        var deadline = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        IReadOnlyList<OffsetRange> ranges;
        do
        {
            await log.Append(Numbered(10, 8));
            ranges = await other.GetOffsetsAsync(Token);
            Assert.True(Environment.TickCount64 < deadline, $"The new partitions stay empty: {string.Join(' ', ranges)}");
        }
        while (ranges.Count < 4 || ranges.Any(range => range.End == 0));
    }

    [Fact]
    public async Task DeadLetters_GetMorePartitionsWithTheEvents()
    {
        var broker = KafkaFixture.BrokerOrSkip("way to add partitions");
        var eventLog = _fixture.Open(broker, partitions: 2);
        Assert.Equal(2, (await eventLog.DeadLetters.GetOffsetsAsync(Token)).Count);
        await Grow(broker, 4);

        var deadline = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        while ((await eventLog.Events.GetOffsetsAsync(Token)).Count < 4)
            Assert.True(Environment.TickCount64 < deadline, "The new partitions were not seen");
        Assert.Equal(4, (await eventLog.DeadLetters.GetOffsetsAsync(Token)).Count);
        await eventLog.DeadLetters.Append(Entry("dead", partition: 3));
        Assert.Equal(["dead"], (await eventLog.DeadLetters.ReadToEnd(3)).Values);
    }

    [Fact]
    public async Task DeadLetters_HaveAsManyPartitionsAsTheEvents()
    {
        var broker = KafkaFixture.BrokerOrSkip("way to make topics");
        await _fixture.Open(broker, partitions: 3).Events.Append(Entry("x"));
        Assert.Equal(3, (await _fixture.Open(broker, partitions: 5).DeadLetters.GetOffsetsAsync(Token)).Count);
    }

    private async Task Grow(string broker, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
        await admin.CreatePartitionsAsync([new() { Topic = _fixture.Topic, IncreaseTo = partitions }]);
    }

    private static IProducer<byte[]?, byte[]?> Producer(string broker, bool transactional = false)
    {
        var config = new ProducerConfig { BootstrapServers = broker, LingerMs = 0 };
        if (transactional)
            config.TransactionalId = Guid.NewGuid().ToString();
        return new ProducerBuilder<byte[]?, byte[]?>(config).Build();
    }
}
