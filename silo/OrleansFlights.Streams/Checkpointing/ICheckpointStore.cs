using OrleansFlights.Log;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>
/// Keeps the recorded position of each partition's reader. Recorded D means: every event before D is in a durable snapshot of its consumer,
/// or below the lowest cut that may be published again.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>The recorded positions of a topic, by partition.</summary>
    ValueTask<IReadOnlyDictionary<int, long>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Records a position.</summary>
    ValueTask WriteAsync(int partition, long position, CancellationToken cancellationToken);

    /// <summary>Records that part of a partition was lost before it was read; kept for good.</summary>
    ValueTask AddHoleAsync(LogHole hole, CancellationToken cancellationToken);

    /// <summary>All holes recorded.</summary>
    ValueTask<IReadOnlyList<LogHole>> ReadHolesAsync(CancellationToken cancellationToken);
}

/// <summary>Says where a reader without a checkpoint has to start.</summary>
public interface IReplayStart
{
    /// <summary>The offset of a partition below which no consumer needs anything.</summary>
    ValueTask<long> GetAsync(int partition, CancellationToken cancellationToken);
}
