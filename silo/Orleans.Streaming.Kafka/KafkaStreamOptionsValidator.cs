using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Streaming.Kafka;

/// <summary>Refuses options that cannot work, when the host starts: each error says key, value and what is allowed.</summary>
internal sealed class KafkaStreamOptionsValidator(KafkaStreamOptions options, StreamPullingAgentOptions? agent, string name)
    : IConfigurationValidator
{
    /// <summary>What the provider's guarantees rest on.</summary>
    private static readonly string[] Fixed =
    [
        "bootstrap.servers", "group.id", "acks", "enable.idempotence", "isolation.level", "enable.auto.commit", "enable.auto.offset.store",
        "enable.partition.eof", "transactional.id", "allow.auto.create.topics", "partitioner",
    ];

    public static KafkaStreamOptionsValidator OnSilo(IServiceProvider services, string name) => new(
        services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name),
        services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(name),
        name);

    public static KafkaStreamOptionsValidator OnClient(IServiceProvider services, string name) =>
        new(services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name), null, name);

    public void ValidateConfiguration()
    {
        var second = TimeSpan.FromSeconds(1);
        var hour = TimeSpan.FromHours(1);
        Require(!string.IsNullOrWhiteSpace(options.BootstrapServers), nameof(options.BootstrapServers), options.BootstrapServers,
            "host:port, several separated by commas");
        RequireTopic(nameof(options.Topic), options.Topic);
        if (options.DeadLetterTopic is { } deadLetters)
            RequireTopic(nameof(options.DeadLetterTopic), deadLetters);
        Require(options.DeadLetterTopic != options.Topic, nameof(options.DeadLetterTopic), options.DeadLetterTopic, "another than Topic");
        Require(options.GroupId is not { Length: 0 }, nameof(options.GroupId), options.GroupId, "a name, or null");
        RequireRange(nameof(options.Partitions), options.Partitions, 1, 10_000);
        RequireRange(nameof(options.ReplicationFactor), options.ReplicationFactor, 1, 15);
        RequireRange(nameof(options.MaxBatchRecords), options.MaxBatchRecords, 1, 100_000);
        RequireRange(nameof(options.PoisonRounds), options.PoisonRounds, 1, 1_000);
        RequireRange(nameof(options.CacheBytes), options.CacheBytes, 64L << 10, 16L << 30);
        RequireRange(nameof(options.CheckpointInterval), options.CheckpointInterval, second / 20, 10 * TimeSpan.FromMinutes(1));
        RequireRange(nameof(options.SlowConsumerPatience), options.SlowConsumerPatience, second / 10, hour);
        RequireRange(nameof(options.PartitionRefresh), options.PartitionRefresh, second / 10, hour);
        RequireRange(nameof(options.RequestTimeout), options.RequestTimeout, second, 10 * TimeSpan.FromMinutes(1));
        Require(Enum.IsDefined(options.PoisonPolicy), nameof(options.PoisonPolicy), options.PoisonPolicy, "Skip, Retry or StopStream");
        Require(Enum.IsDefined(options.InitialPosition), nameof(options.InitialPosition), options.InitialPosition, "Earliest or Latest");
        foreach (var (key, value) in options.Client)
            Require(!Fixed.Contains(key), $"{nameof(options.Client)}:{key}", value, "nothing: the provider sets this property itself");
        if (agent is not null)
        {
            Require(agent.BatchContainerBatchSize <= 1, nameof(agent.BatchContainerBatchSize), agent.BatchContainerBatchSize,
                $"1: this provider makes batches itself, see {nameof(options.MaxBatchRecords)}");
        }
    }

    private void RequireTopic(string key, string? value) => Require(
        value is { Length: > 0 and < 250 } and not "." and not ".."
            && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'),
        key, value, "1 to 249 of letters, digits, '.', '_' and '-'");

    private void RequireRange<T>(string key, T value, T least, T most)
        where T : IComparable<T> =>
        Require(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, key, value, $"{least} to {most}");

    private void Require(bool holds, string key, object? value, string allowed)
    {
        if (!holds)
            throw new OrleansConfigurationException($"Kafka streams '{name}': {key} is '{value}'; allowed: {allowed}.");
    }
}
