namespace Orleans.Streaming.Kafka.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<KafkaStreamOptions>> Wrong => new()
    {
        { "BootstrapServers", o => o.BootstrapServers = "" },
        { "Topic is 'a b'", o => o.Topic = "a b" },
        { "DeadLetterTopic is 'topic'", o => o.DeadLetterTopic = "topic" },
        { "Partitions is '0'", o => o.Partitions = 0 },
        { "MaxBatchRecords is '0'", o => o.MaxBatchRecords = 0 },
        { "CheckpointInterval is '00:00:00'", o => o.CheckpointInterval = TimeSpan.Zero },
        { "CacheBytes is '1'", o => o.CacheBytes = 1 },
        { "PoisonPolicy is '9'", o => o.PoisonPolicy = (PoisonPolicy)9 },
        { "Client:acks is '0'", o => o.Client["acks"] = "0" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void WrongOption_IsNamedWithItsValue(string part, Action<KafkaStreamOptions> spoil)
    {
        var options = new KafkaStreamOptions { BootstrapServers = "localhost:9092", Topic = "topic" };
        new KafkaStreamOptionsValidator(options, new(), "name").ValidateConfiguration();
        spoil(options);
        var error = Assert.Throws<OrleansConfigurationException>(
            () => new KafkaStreamOptionsValidator(options, new(), "name").ValidateConfiguration());
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains("allowed: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BatchesOfBatches_AreRefused() => Assert.Throws<OrleansConfigurationException>(() => new KafkaStreamOptionsValidator(
        new() { BootstrapServers = "localhost:9092", Topic = "topic" },
        new() { BatchContainerBatchSize = 2 },
        "name").ValidateConfiguration());
}
