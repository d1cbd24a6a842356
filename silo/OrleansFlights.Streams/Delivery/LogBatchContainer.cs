using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace OrleansFlights.Streams.Delivery;

/// <summary>Carries one <see cref="StreamBatch{TEvent}"/> through Orleans' pulling agent as a single stream item.</summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
[GenerateSerializer, Immutable, Alias("OrleansFlights.LaneContainer`1")]
public sealed class LogBatchContainer<TEvent> : IBatchContainer
{
    /// <summary>Makes a container.</summary>
    public LogBatchContainer(StreamId streamId, StreamBatch<TEvent> batch)
    {
        StreamId = streamId;
        Batch = batch;
    }

    /// <inheritdoc/>
    [Id(0)]
    public StreamId StreamId { get; }

    /// <summary>What it carries.</summary>
    [Id(1)]
    public StreamBatch<TEvent> Batch { get; }

    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(Batch.CoversTo);

    /// <inheritdoc/>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() =>
        Batch is T item ? [Tuple.Create(item, SequenceToken)] : [];

    /// <inheritdoc/>
    public bool ImportRequestContext() => false;
}
