using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests;

/// <summary>The broker of <c>FLIGHTS_TEST_KAFKA</c>, or the one inside the client when there is none.</summary>
internal static class Broker
{
    private const string Variable = "FLIGHTS_TEST_KAFKA";
    private static readonly Lazy<EmbeddedKafka> Embedded = new(EmbeddedKafka.Start);

    public static string? Real => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? address : null;

    public static string Address => Real ?? Embedded.Value.BootstrapServers;

    /// <summary>A broker of its own, for what the one inside the client does not do.</summary>
    public static string RealOrSkip(string lacking)
    {
        Assert.SkipWhen(Real is null, $"{Variable} names no broker, and the one inside the client has no {lacking}.");
        return Real!;
    }

    /// <summary>A new topic of the test's own.</summary>
    public static async Task<string> MakeTopicAsync(int partitions, Dictionary<string, string>? configs = null)
    {
        var topic = "streams-" + Guid.NewGuid().ToString("N");
        if (Real is null)
        {
            Embedded.Value.WithTopic(topic, partitions);
            return topic;
        }

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Real }).Build();
        await admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs }]);
        return topic;
    }

    /// <summary>All records of a topic, read until each partition's end.</summary>
    public static List<ConsumeResult<byte[]?, byte[]?>> ReadAll(string topic, int partitions)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Address,
            GroupId = "reader",
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var (records, ends) = (new List<ConsumeResult<byte[]?, byte[]?>>(), 0);
        while (ends < partitions)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(30)) is not { } result)
                throw new TimeoutException($"no end of {topic}");
            if (result.IsPartitionEOF)
                ends++;
            else
                records.Add(result);
        }

        consumer.Close();
        return records;
    }
}
