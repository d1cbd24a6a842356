namespace OrleansFlights.Log;

/// <summary>A log that shows others how far its readers are, as Kafka's tools do with the offsets of a consumer group.</summary>
public interface IOffsetCommitter
{
    /// <summary>
    /// Says that everything of a partition below an offset has been worked off. Only for display: readers never start from it.
    /// </summary>
    /// <exception cref="LogException">The log did not take it.</exception>
    Task CommitCheckpointAsync(int partition, long offset, CancellationToken cancellationToken);
}
