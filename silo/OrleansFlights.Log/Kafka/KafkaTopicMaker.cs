using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Kafka;

/// <summary>
/// Makes topics and adds partitions to them. Another process may do the same at the same time; then one of them was first and all are
/// content.
/// </summary>
/// <param name="client">The way to the cluster.</param>
/// <param name="compacted">Whether of the topics made the newest record of a key is enough.</param>
/// <param name="logger">Where to say what was made.</param>
internal sealed class KafkaTopicMaker(KafkaClient client, bool compacted, ILogger logger)
{
    /// <summary>Makes a topic unless it exists.</summary>
    public async Task MakeAsync(string name, int partitions, CancellationToken cancellationToken)
    {
        var topic = new TopicSpecification
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = (short)client.Options.Replication,
            Configs = new Dictionary<string, string>(client.Options.TopicConfig) { ["cleanup.policy"] = compacted ? "compact" : "delete" },
        };
        try
        {
            await client.Admin
                .CreateTopicsAsync([topic], new CreateTopicsOptions { RequestTimeout = client.Options.RequestTimeout })
                .WaitAsync(cancellationToken);
            KafkaLogMessages.Made(logger, name, partitions, client.Options.Replication);
        }
        catch (CreateTopicsException e) when (e.Results is [{ Error.Code: ErrorCode.TopicAlreadyExists }])
        {
            // It may have got another number of partitions.
        }
        catch (CreateTopicsException e)
        {
            throw KafkaFailure.Of(e.Results[0].Error, $"make topic {name}", e);
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, $"make topic {name}");
        }
    }

    /// <summary>Adds partitions to a topic unless it has as many.</summary>
    public async Task GrowAsync(string name, int partitions, CancellationToken cancellationToken)
    {
        try
        {
            await client.Admin
                .CreatePartitionsAsync(
                    [new PartitionsSpecification { Topic = name, IncreaseTo = partitions }],
                    new CreatePartitionsOptions { RequestTimeout = client.Options.RequestTimeout })
                .WaitAsync(cancellationToken);
            KafkaLogMessages.Grown(logger, name, partitions);
        }
        catch (CreatePartitionsException e) when (e.Results is [{ Error.Code: ErrorCode.InvalidPartitions }])
        {
            // It has as many, or more.
        }
        catch (CreatePartitionsException e)
        {
            throw KafkaFailure.Of(e.Results[0].Error, $"add partitions to topic {name}", e);
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, $"add partitions to topic {name}");
        }
    }
}
