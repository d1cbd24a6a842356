using Orleans.Streams;

namespace OrleansFlights.Streams.Delivery;

/// <summary>Walks one stream's batches for Orleans' pulling agent and one of its subscribers.</summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
internal sealed class LogQueueCacheCursor<TEvent>(DeliveryCursor<TEvent> cursor) : IQueueCacheCursor
{
    private LogBatchContainer<TEvent>? _current;

    /// <inheritdoc/>
    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        _current = cursor.TryNext(out var batch) ? new LogBatchContainer<TEvent>(cursor.Stream, batch) : null;
        return _current is not null;
    }

    /// <inheritdoc/>
    public void Refresh(StreamSequenceToken? token)
    {
        // Batches are added to the stream that the cursor already walks.
    }

    /// <inheritdoc/>
    public void RecordDeliveryFailure()
    {
        // The agent tries again; a subscriber that it gives up on lacks the batch.
    }

    /// <inheritdoc/>
    public void Dispose() => cursor.Leave();
}
