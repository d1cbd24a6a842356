using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Orleans.Streaming.Kafka;

/// <summary>Checkpoints as offsets of a consumer group, where the tools that watch groups see them too. Needs no other server.</summary>
internal sealed class ConsumerGroupCheckpoints(KafkaConnection connection) : IStreamCheckpointStore
{
    public async Task<long?> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var options = new ListConsumerGroupOffsetsOptions { RequestTimeout = connection.Options.RequestTimeout, RequireStableOffsets = false };
        var found = await connection.Admin.ListConsumerGroupOffsetsAsync([new(connection.GroupId, [Place(partition)])], options)
            .WaitAsync(cancellationToken);
        var answer = found[0].Partitions.Single();
        if (answer.Error.IsError)
            throw new KafkaException(answer.Error);
        return answer.Offset.Value >= 0 ? answer.Offset.Value : null;
    }

    public async Task WriteAsync(int partition, long offset, CancellationToken cancellationToken)
    {
        var options = new AlterConsumerGroupOffsetsOptions { RequestTimeout = connection.Options.RequestTimeout };
        await connection.Admin
            .AlterConsumerGroupOffsetsAsync([new(connection.GroupId, [new TopicPartitionOffset(Place(partition), offset)])], options)
            .WaitAsync(cancellationToken);
    }

    private TopicPartition Place(int partition) => new(connection.Options.Topic, partition);
}
