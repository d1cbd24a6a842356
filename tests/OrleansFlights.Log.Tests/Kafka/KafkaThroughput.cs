using System.Diagnostics;
using Confluent.Kafka;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>
/// Run with: <c>dotnet run -c Release --project tests/OrleansFlights.Log.Tests -- -explicit only -class "*KafkaThroughput"</c>.
/// </summary>
public sealed class KafkaThroughput
{
    [Fact(Explicit = true)]
    public async Task Measure()
    {
        await using var fixture = new KafkaFixture();
        var broker = KafkaFixture.BrokerOrSkip("speed");
        var log = fixture.Open(broker, LogThroughput.Partitions).Events;
        await LogThroughput.Fill(log, 2_000_000, callers: 16);
        for (var round = 0; round < 2; round++)
        {
            await LogThroughput.Drain(log, threads: 8);
            await LogThroughput.Drain(log, threads: 2);
            Plain(broker, fixture.Topic, await log.GetOffsetsAsync(LogTesting.Token));
        }
    }

    /// <summary>What the managed consumer does with the same topic, all partitions in one loop.</summary>
    private static void Plain(string broker, string topic, IReadOnlyList<OffsetRange> ranges)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker,
            GroupId = "plain",
            EnableAutoCommit = false,
            FetchQueueBackoffMs = 5,
            ConsumeResultFields = "timestamp",
        }).Build();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        consumer.Assign(ranges.Select(range => new TopicPartitionOffset(topic, range.Partition, range.Begin)));
        var total = ranges.Sum(range => range.End - range.Begin);
        var bytes = 0L;
        for (var records = 0L; records < total; records++)
            bytes += consumer.Consume(LogTesting.Token).Message.Value.Length;
        LogThroughput.Report("plain Consume loop", total, started, cpu);
        Assert.Equal(total * 250, bytes);
    }
}
