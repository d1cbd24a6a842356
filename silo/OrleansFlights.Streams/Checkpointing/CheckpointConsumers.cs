using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>
/// Asks the consumers of a partition's streams to be durable, and sends them again what they lack: from what the cache still holds, or by
/// going back in the log.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <param name="recorder">Decides about going back.</param>
/// <param name="cache">What was sent.</param>
/// <param name="consumers">The consumer of a stream.</param>
/// <param name="concurrency">Most consumers that are asked at once.</param>
public sealed class CheckpointConsumers<TEvent>(
    CheckpointRecorder<TEvent> recorder,
    PartitionOutbox<TEvent> cache,
    Func<StreamId, ICheckpointedConsumer<TEvent>> consumers,
    int concurrency)
{
    /// <summary>Most consumers that are asked at once.</summary>
    public int Concurrency => concurrency;

    /// <summary>Asks a consumer to be durable, and again once it was sent what it lacks.</summary>
    /// <returns>Whether it is in the end.</returns>
    public async Task<bool> SettleAsync(StreamId stream, long upTo, string life, CancellationToken cancellationToken)
    {
        var consumer = consumers(stream);
        var request = new DurabilityRequest(upTo);
        while (request.State == DurabilityState.Asking)
        {
            var durable = await consumer.CheckpointIn(recorder.Partition, upTo, life).AsTask().WaitAsync(cancellationToken);
            request = request.Answered(durable);
            if (request.State != DurabilityState.Durable)
                await ResendAsync(stream, durable, cancellationToken);
        }

        return request.State == DurabilityState.Durable;
    }

    /// <summary>Sends a stream's consumer all it was sent above an offset once more.</summary>
    public async Task ResendAsync(StreamId stream, long seen, CancellationToken cancellationToken)
    {
        var (life, needed) = (recorder.SettledIn, recorder.NeededFrom(seen));
        if (cache.From(stream, needed) is { } batch)
        {
            StreamMetrics.Resends.Add(1);
            await consumers(stream).Receive(batch.In(life)).AsTask().WaitAsync(cancellationToken);
        }
        else
        {
            await recorder.SendBackAsync(stream, needed, cancellationToken);
        }
    }
}
