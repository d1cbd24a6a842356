using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaError = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes the provider's topics and tells their partitions.</summary>
internal sealed class KafkaTopics(KafkaConnection connection)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly KafkaStreamOptions _options = connection.Options;

    /// <summary>How many partitions the topic has; makes it, and that of the dead letters, where the options allow.</summary>
    /// <exception cref="KafkaException">The cluster does not answer or refuses.</exception>
    /// <exception cref="InvalidOperationException">The topic does not exist and is not to be made.</exception>
    public async Task<int> OpenAsync(CancellationToken cancellationToken)
    {
        var partitions = await OpenAsync(_options.Topic, cancellationToken);
        if (_options.DeadLetterTopic is { } deadLetters)
            await OpenAsync(deadLetters, cancellationToken);
        return partitions;
    }

    /// <summary>How many partitions the topic has now; 0 when there is none, or not all have leaders yet.</summary>
    public Task<int> CountAsync(string topic, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var found = connection.Admin.GetMetadata(topic, _options.RequestTimeout).Topics.Single(t => t.Topic == topic);
            if (found.Error.Code is KafkaError.UnknownTopicOrPart or KafkaError.LeaderNotAvailable)
                return 0;
            if (found.Error.IsError)
                throw new KafkaException(found.Error);
            return found.Partitions.Exists(partition => partition.Leader < 0) ? 0 : found.Partitions.Count;
        },
        cancellationToken);

    private async Task<int> OpenAsync(string topic, CancellationToken cancellationToken)
    {
        var count = await CountAsync(topic, cancellationToken);
        if (count > 0)
            return count;
        if (_options.CreateTopics)
            await MakeAsync(topic, cancellationToken);

        // A topic exists before its partitions have leaders.
        var deadline = Environment.TickCount64 + (long)_options.RequestTimeout.TotalMilliseconds;
        while ((count = await CountAsync(topic, cancellationToken)) == 0)
        {
            if (!_options.CreateTopics || Environment.TickCount64 > deadline)
                throw new InvalidOperationException($"There is no topic '{topic}' at {_options.BootstrapServers}, or it has no leaders.");
            await Task.Delay(Pause, cancellationToken);
        }

        return count;
    }

    private async Task MakeAsync(string topic, CancellationToken cancellationToken)
    {
        var made = new TopicSpecification
        {
            Name = topic,
            NumPartitions = _options.Partitions,
            ReplicationFactor = _options.ReplicationFactor,
        };
        try
        {
            await connection.Admin.CreateTopicsAsync([made], new CreateTopicsOptions { RequestTimeout = _options.RequestTimeout })
                .WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e) when (e.Results is [{ Error.Code: KafkaError.TopicAlreadyExists }])
        {
            // Another process was first.
        }
    }
}
