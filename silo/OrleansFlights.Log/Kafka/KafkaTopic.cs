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
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(20);

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

    /// <summary>Asks the cluster how many partitions there are now; false when the topic does not exist or has no leaders yet.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.Admin
                .DescribeTopicsAsync(TopicCollection.OfTopicNames([Name]), new DescribeTopicsOptions { RequestTimeout = client.Options.RequestTimeout })
                .WaitAsync(cancellationToken);
            var partitions = answer.TopicDescriptions[0].Partitions;
            if (_partitions == 0 && partitions.Exists(partition => partition.Leader is null or { Id: < 0 }))
                return false;

            _partitions = partitions.Count;
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
        }
        catch (CreateTopicsException e) when (e.Results is [{ Error.Code: ErrorCode.TopicAlreadyExists }])
        {
            // Another process was first; it may have asked for another number of partitions.
        }
        catch (CreateTopicsException e)
        {
            throw KafkaFailure.Of(e.Results[0].Error, $"make topic {Name}", e);
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, $"make topic {Name}");
        }

        await WaitForLeadersAsync(cancellationToken);
    }

    /// <summary>A new topic exists before its partitions have leaders, and until then nothing can be asked of them.</summary>
    private async Task WaitForLeadersAsync(CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (long)client.Options.RequestTimeout.TotalMilliseconds;
        while (!await LookAsync(cancellationToken))
        {
            if (Environment.TickCount64 > deadline)
                throw new LogException($"Kafka made topic {Name}, but its partitions have no leaders yet.") { IsTransient = true };
            await Task.Delay(LookPause, cancellationToken);
        }
    }
}
