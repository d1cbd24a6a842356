using Confluent.Kafka;

namespace OrleansFlights.Cluster.Tests;

/// <summary>
/// A topic of the test's own on the broker of <c>FLIGHTS_TEST_KAFKA</c>, as tools beside the product see it, and settings to run on it.
/// </summary>
internal sealed class KafkaTopicMetadata : IDisposable
{
    private readonly IAdminClient _admin;

    private KafkaTopicMetadata(string broker, int partitions)
    {
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
        Settings =
        [
            ("Log:Provider", "kafka"), ("Log:Kafka:BootstrapServers", broker), ("Log:Kafka:GroupId", Group), ("Log:Topic", Name),
                ("Log:Partitions", $"{partitions}"),
            ("Log:PartitionRefresh", "00:00:00.5"), ("Streams:CheckpointInterval", "00:00:00.5"),
        ];
        Broker = broker;
    }

    public string Broker { get; }

    public string Name { get; } = "cluster-tests-" + Guid.NewGuid().ToString("N");

    /// <summary>The consumer group that shows how far the silos are.</summary>
    public string Group => Name + "-group";

    public (string Key, string Value)[] Settings { get; }

    public static KafkaTopicMetadata OnBrokerOrSkip(int partitions)
    {
        var broker = Environment.GetEnvironmentVariable(FlightCluster.KafkaVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(broker), $"{FlightCluster.KafkaVariable} names no broker.");
        return new KafkaTopicMetadata(broker, partitions);
    }

    public Task GrowAsync(int partitions) => _admin.CreatePartitionsAsync([new() { Topic = Name, IncreaseTo = partitions }]);

    /// <summary>The group's offset of each partition; negative for one that was never committed.</summary>
    public async Task<IReadOnlyDictionary<int, long>> GroupOffsetsAsync(int partitions)
    {
        var places = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(Name, partition)).ToList();
        var found = await _admin.ListConsumerGroupOffsetsAsync([new(Group, places)]);
        return found[0].Partitions.ToDictionary(p => p.Partition.Value, p => p.Offset.Value);
    }

    public void Dispose() => _admin.Dispose();
}
