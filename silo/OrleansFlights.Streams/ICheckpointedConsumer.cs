namespace OrleansFlights.Streams;

/// <summary>
/// A grain that answers for what it received. The grain that answers for a stream is the one whose type is the stream's namespace and
/// whose key is the stream's key: the stream's reader sends it all, and checkpoints wait for it. Other grains may subscribe to the stream
/// by
/// <c>[ImplicitStreamSubscription]</c>; Orleans delivers to them, as long as what they are sent is held, and no checkpoint waits for them.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
[Alias("OrleansFlights.ICoveredConsumer`1")]
public interface ICheckpointedConsumer<TEvent> : IGrain
{
    /// <summary>Makes durable what the grain has seen of a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="upTo">The end of what the grain was sent; the grain need not write when it is durable up to there already.</param>
    /// <returns>The offset up to which, exclusive, everything of the stream is durable; below <paramref name="upTo"/> when something was
    /// lost.</returns>
    [Alias("Checkpoint")]
    ValueTask<long> Checkpoint(int partition, long upTo);

    /// <summary>
    /// Makes durable what the grain has seen of a partition, in a life of the store: what it wrote in an earlier life counts as not
    /// written, because the store may have lost it.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="upTo">The end of what the grain was sent.</param>
    /// <param name="storeLife">The life of the store that the grain's snapshots are in.</param>
    /// <returns>As <see cref="Checkpoint"/>.</returns>
    [Alias("CheckpointIn")]
    ValueTask<long> CheckpointIn(int partition, long upTo, string storeLife);

    /// <summary>Takes a batch, perhaps not for the first time.</summary>
    /// <returns>
    /// The offset up to which, exclusive, the grain has now seen everything of the stream; below the batch's end when something before it
    /// is missing, which is sent next then.
    /// </returns>
    [Alias("Receive")]
    ValueTask<long> Receive(StreamBatch<TEvent> batch);
}
