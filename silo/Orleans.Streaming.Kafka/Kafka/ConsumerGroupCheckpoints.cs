using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Checkpoints as offsets of a consumer group, where the tools that watch groups see them too. Needs no other server. Asked through a
/// consumer that joins nothing: librdkafka's admin requests to a group's coordinator may abort the process when the coordinator moves.
/// </summary>
internal sealed class ConsumerGroupCheckpoints(KafkaConnection connection) : IStreamCheckpointStore, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private IConsumer<byte[]?, byte[]?>? _consumer;

    public async Task<long?> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var found = await AskAsync(
            consumer => consumer.Committed([Place(partition)], connection.Options.RequestTimeout).Single(), cancellationToken);
        return found.Offset.Value >= 0 ? found.Offset.Value : null;
    }

    public Task WriteAsync(int partition, long offset, CancellationToken cancellationToken) => AskAsync(
        consumer =>
        {
            consumer.Commit([new TopicPartitionOffset(Place(partition), offset)]);
            return true;
        },
        cancellationToken);

    /// <summary>What is under way is waited for, since the C library does not when it closes; one that hangs is left open.</summary>
    public void Dispose()
    {
        if (!_gate.Wait(connection.Options.RequestTimeout))
            return;
        _consumer?.Dispose();
        _consumer = null;
        _gate.Dispose();
    }

    private async Task<T> AskAsync<T>(Func<IConsumer<byte[]?, byte[]?>, T> question, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        var answer = Task.Run(
            () =>
            {
                try
                {
                    return question(_consumer ??= connection.MakeConsumer());
                }
                finally
                {
                    _gate.Release();
                }
            },
            CancellationToken.None);
        return await answer.WaitAsync(cancellationToken);
    }

    private TopicPartition Place(int partition) => new(connection.Options.Topic, partition);
}
