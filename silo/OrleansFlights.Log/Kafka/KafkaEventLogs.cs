using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansFlights.Log.Kafka;

/// <summary>The topics of the log on a Kafka cluster. Nothing is asked of the cluster before a topic is used.</summary>
public sealed class KafkaEventLogs : IEventLogs, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(KafkaTopic Topic, KafkaLog Log)>> _topics = new(StringComparer.Ordinal);
    private readonly KafkaClient _client;
    private readonly LogOptions _options;
    private readonly ILogger<KafkaEventLogs> _logger;

    /// <summary>Makes the client of the cluster.</summary>
    public KafkaEventLogs(IOptions<LogOptions> options, ILogger<KafkaEventLogs> logger)
    {
        _options = options.Value;
        _logger = logger;
        _client = new KafkaClient(_options.Kafka, logger);
        var events = Open(_options.Topic, compacted: false, _ => ValueTask.FromResult(_options.Partitions));
        Events = events.Log;
        DeadLetters = Open(_options.ResolvedDeadLetterTopic, compacted: false, events.Topic.PartitionsAsync).Log;
    }

    /// <inheritdoc/>
    public IEventLog Events { get; }

    /// <inheritdoc/>
    public IEventLog DeadLetters { get; }

    /// <inheritdoc/>
    public IEventLog Open(string topic, bool compacted) => Open(topic, compacted, _ => ValueTask.FromResult(_options.Partitions)).Log;

    /// <summary>Sends what is queued and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.Run(_client.Dispose);
        foreach (var opened in _topics.Values)
            opened.Value.Topic.Dispose();
    }

    private (KafkaTopic Topic, KafkaLog Log) Open(string name, bool compacted, Func<CancellationToken, ValueTask<int>> partitions) =>
        _topics.GetOrAdd(name, _ => new Lazy<(KafkaTopic, KafkaLog)>(() =>
        {
            var topic = new KafkaTopic(_client, name, compacted, partitions, _logger);
            return (topic, new KafkaLog(_client, topic, _logger));
        })).Value;
}
