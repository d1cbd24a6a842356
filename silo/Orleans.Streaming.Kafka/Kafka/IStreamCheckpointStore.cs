namespace Orleans.Streaming.Kafka;

/// <summary>
/// Keeps how far each partition was delivered. A store of one's own is registered as a keyed service under the provider's name; without one
/// the offsets that the provider's consumer group committed are the checkpoints.
/// </summary>
public interface IStreamCheckpointStore
{
    /// <summary>The next offset to deliver of a partition; null when none was recorded.</summary>
    Task<long?> ReadAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Records the next offset to deliver of a partition.</summary>
    Task WriteAsync(int partition, long offset, CancellationToken cancellationToken);
}
