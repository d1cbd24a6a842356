using OrleansFlights.Log;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>What became of a checkpoint.</summary>
/// <param name="IsWritten">Whether it is recorded.</param>
/// <param name="Found">The position that is stored now; null for none.</param>
/// <param name="Life">The store's life now.</param>
public readonly record struct CheckpointWrite(bool IsWritten, long? Found, string Life);

/// <summary>
/// Keeps the recorded position of each partition's reader. Recorded D means: every event before D is in a durable snapshot of its consumer,
/// or below the lowest cut that may be published again.
/// </summary>
/// <remarks>
/// The store is the one that the consumers' snapshots are in. Its life is a text that changes when it may have lost what it acknowledged:
/// it was started again, failed over to another server, or was found to have gone back. What was durable in an earlier life need not be any
/// more.
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>The recorded positions of a topic, by partition.</summary>
    ValueTask<IReadOnlyDictionary<int, long>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The store's life now.</summary>
    ValueTask<string> GetLifeAsync(CancellationToken cancellationToken);

    /// <summary>Records a position on top of the one before it.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="expected">The position that is stored, as far as the writer knows; null for none.</param>
    /// <param name="position">The position to record.</param>
    /// <param name="life">The store's life when the writer began to make sure that the consumers are durable.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// Not written when another position than the expected one is stored, or the life is another. A position that is stored and lower than
    /// the expected one begins another life: the store went back.
    /// </returns>
    ValueTask<CheckpointWrite> WriteAsync(int partition, long? expected, long position, string life, CancellationToken cancellationToken);

    /// <summary>Records that part of a partition was lost before it was read; kept for good.</summary>
    ValueTask AddHoleAsync(LogHole hole, CancellationToken cancellationToken);

    /// <summary>All holes recorded.</summary>
    ValueTask<IReadOnlyList<LogHole>> ReadHolesAsync(CancellationToken cancellationToken);

    /// <summary>The log that what is stored belongs to; null when nothing says so.</summary>
    ValueTask<StoredLog?> ReadLogAsync(CancellationToken cancellationToken);

    /// <summary>Records which log what is stored belongs to, unless that changed meanwhile.</summary>
    /// <param name="log">The log.</param>
    /// <param name="instead">What is stored, as far as the writer knows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask WriteLogAsync(StoredLog log, StoredLog? instead, CancellationToken cancellationToken);

    /// <summary>The streams that are set apart.</summary>
    ValueTask<IReadOnlyList<QuarantinedStream>> ReadQuarantineAsync(CancellationToken cancellationToken);

    /// <summary>Sets a stream apart; one that is already keeps the lower of the two positions.</summary>
    ValueTask AddToQuarantineAsync(QuarantinedStream stream, CancellationToken cancellationToken);

    /// <summary>Lets a stream take part again.</summary>
    ValueTask RemoveFromQuarantineAsync(int partition, StreamId stream, CancellationToken cancellationToken);
}

/// <summary>Says where a reader without a checkpoint has to start.</summary>
public interface IReplayStart
{
    /// <summary>
    /// The offset of a partition below which no consumer needs anything. Looks at what is stored, holes too, each time it is asked.
    /// </summary>
    ValueTask<long> GetAsync(int partition, CancellationToken cancellationToken);
}
