using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Kafka;

/// <summary>A topic on the cluster: made once when it does not exist, then asked for its partitions, which may become more.</summary>
/// <param name="client">The way to the cluster.</param>
/// <param name="name">Its name.</param>
/// <param name="compacted">Whether the newest record of a key is enough.</param>
/// <param name="wantedPartitions">How many partitions it gets when it does not exist.</param>
/// <param name="logger">Where to say what was made.</param>
internal sealed class KafkaTopic(
    KafkaClient client, string name, bool compacted, Func<CancellationToken, ValueTask<int>> wantedPartitions, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private volatile int _partitions;

    public string Name { get; } = name;

    /// <summary>Partitions as last seen; 0 before the first look.</summary>
    public int KnownPartitions => _partitions;

    /// <summary>The number of partitions, known or asked for; makes the topic when it does not exist.</summary>
    public async ValueTask<int> PartitionsAsync(CancellationToken cancellationToken)
    {
        if (_partitions > 0)
            return _partitions;

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_partitions == 0)
            {
                if (!await LookAsync(cancellationToken))
                    await MakeAsync(await wantedPartitions(cancellationToken), cancellationToken);
                KafkaLogMessages.Opened(logger, Name, _partitions);
            }

            return _partitions;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Asks the cluster how many partitions there are now; false when the topic does not exist.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.Admin
                .DescribeTopicsAsync(TopicCollection.OfTopicNames([Name]), new DescribeTopicsOptions { RequestTimeout = client.Options.RequestTimeout })
                .WaitAsync(cancellationToken);
            _partitions = answer.TopicDescriptions[0].Partitions.Count;
            return true;
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions is [{ Error.Code: ErrorCode.UnknownTopicOrPart }])
        {
            return false;
        }
        catch (DescribeTopicsException e)
        {
            throw KafkaFailure.Of(e.Results.TopicDescriptions[0].Error, $"describe topic {Name}", e);
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, $"describe topic {Name}");
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task MakeAsync(int partitions, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(client.Options.TopicConfig) { ["cleanup.policy"] = compacted ? "compact" : "delete" };
        var topic = new TopicSpecification
        {
            Name = Name,
            NumPartitions = partitions,
            ReplicationFactor = (short)client.Options.Replication,
            Configs = settings,
        };
        try
        {
            await client.Admin
                .CreateTopicsAsync([topic], new CreateTopicsOptions { RequestTimeout = client.Options.RequestTimeout })
                .WaitAsync(cancellationToken);
            KafkaLogMessages.Made(logger, Name, partitions, client.Options.Replication);
            _partitions = partitions;
        }
        catch (CreateTopicsException e) when (e.Results is [{ Error.Code: ErrorCode.TopicAlreadyExists }])
        {
            // Another process was first; it may have asked for another number.
            if (!await LookAsync(cancellationToken))
                throw new LogException($"Kafka made topic {Name} but does not know it yet.", e) { IsTransient = true };
        }
        catch (CreateTopicsException e)
        {
            throw KafkaFailure.Of(e.Results[0].Error, $"make topic {Name}", e);
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, $"make topic {Name}");
        }
    }
}
