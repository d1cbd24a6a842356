using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansFlights.Log.Kafka;

/// <summary>The topics of the log on a Kafka cluster. Nothing is asked of the cluster before a topic is used.</summary>
public sealed class KafkaEventLog : IEventLog, IStatefulLog, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(KafkaTopicMetadata Topic, KafkaTopic Log)>> _topics = new(StringComparer.Ordinal);
    private readonly KafkaClient _client;
    private readonly LogOptions _options;
    private readonly ILogger<KafkaEventLog> _logger;

    /// <summary>Makes the client of the cluster.</summary>
    public KafkaEventLog(IOptions<LogOptions> options, ILogger<KafkaEventLog> logger)
    {
        _options = options.Value;
        _logger = logger;
        _client = new KafkaClient(_options.Kafka, logger);
        var events = Open(_options.Topic, compacted: false, Configured);
        Events = events.Log;
        DeadLetters = Open(
            _options.ResolvedDeadLetterTopic, compacted: false, new WantedPartitions(events.Topic.PartitionsAsync, Follows: true)).Log;
    }

    /// <inheritdoc/>
    public ITopic Events { get; }

    /// <inheritdoc/>
    public ITopic DeadLetters { get; }

    /// <inheritdoc/>
    public ITopic Open(string topic, bool compacted) => Open(topic, compacted, Configured).Log;

    /// <inheritdoc/>
    public async ValueTask<IStatefulWriter> OpenWriterAsync(string topic, string name, CancellationToken cancellationToken)
    {
        var opened = Open(topic, compacted: false, Configured).Log;
        await opened.PartitionsAsync(cancellationToken);
        var states = new KafkaWriterStates(opened, Open(topic + KafkaWriterStates.Suffix, compacted: true));
        return await KafkaStatefulWriter.OpenAsync(_client, opened, states, name, cancellationToken);
    }

    private WantedPartitions Configured => new(_ => ValueTask.FromResult(_options.Partitions), Follows: false);

    /// <summary>Sends what is queued and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.Run(_client.Dispose);
        foreach (var opened in _topics.Values)
            opened.Value.Topic.Dispose();
    }

    private (KafkaTopicMetadata Topic, KafkaTopic Log) Open(string name, bool compacted, WantedPartitions partitions) =>
        _topics.GetOrAdd(name, _ => new Lazy<(KafkaTopicMetadata, KafkaTopic)>(() =>
        {
            var topic = new KafkaTopicMetadata(
                _client, name, new KafkaTopicMaker(_client, compacted, _logger), partitions, _options.PartitionRefresh, _logger);
            return (topic, new KafkaTopic(_client, topic, _logger));
        })).Value;
}
