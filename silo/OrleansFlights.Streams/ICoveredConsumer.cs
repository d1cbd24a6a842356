namespace OrleansFlights.Streams;

/// <summary>
/// A grain that answers for what it received. The grain that answers for a stream is the one whose type is the stream's namespace and
/// whose key is the stream's key; other grains may subscribe to the stream too, but checkpoints do not wait for them.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
[Alias("OrleansFlights.ICoveredConsumer`1")]
public interface ICoveredConsumer<TEvent> : IGrain
{
    /// <summary>Makes durable what the grain has seen of a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="upTo">The end of what the grain was sent; the grain need not write when it is durable up to there already.</param>
    /// <returns>The offset up to which, exclusive, everything of the stream is durable; below <paramref name="upTo"/> when something was lost.</returns>
    [Alias("Checkpoint")]
    ValueTask<long> Checkpoint(int partition, long upTo);

    /// <summary>Takes a batch again; the same as receiving it from the stream.</summary>
    /// <returns>The offset up to which, exclusive, the grain has now seen everything.</returns>
    [Alias("Redeliver")]
    ValueTask<long> Redeliver(StreamBatch<TEvent> batch);
}
