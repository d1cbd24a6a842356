using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Where a partition's reading begins.</summary>
/// <param name="Offset">The first offset to read.</param>
/// <param name="IsRecorded">Whether a checkpoint says so.</param>
internal readonly record struct PartitionStart(long Offset, bool IsRecorded);

/// <summary>Finds where a partition's reading begins: at its checkpoint, else where the options say.</summary>
internal sealed class PartitionOpening(int partition, KafkaConnection connection, IStreamCheckpointStore checkpoints)
{
    public IStreamCheckpointStore Checkpoints => checkpoints;

    public async Task<PartitionStart> FindStartAsync(CancellationToken cancellationToken)
    {
        if (await checkpoints.ReadAsync(partition, cancellationToken) is { } recorded)
            return new PartitionStart(recorded, true);
        return await Task.Run(
            () =>
            {
                using var consumer = connection.MakeConsumer();
                var range = consumer.QueryWatermarkOffsets(
                    new TopicPartition(connection.Options.Topic, partition), connection.Options.RequestTimeout);
                var isEarliest = connection.Options.InitialPosition == InitialPosition.Earliest;
                return new PartitionStart(isEarliest ? range.Low.Value : range.High.Value, false);
            },
            cancellationToken);
    }
}
