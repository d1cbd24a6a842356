using Microsoft.Extensions.Logging;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Streams.Reading;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>
/// Writes what <see cref="PartitionCheckpoints"/> decides, one write at a time, and sends the reader back when that says so.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <param name="checkpoints">The decisions.</param>
/// <param name="reader">The partition's reader.</param>
/// <param name="cache">What was sent.</param>
/// <param name="store">Where the checkpoint is written.</param>
/// <param name="logger">Where to say what was found.</param>
public sealed partial class CheckpointRecorder<TEvent>(
    PartitionCheckpoints checkpoints,
    PartitionReader<TEvent> reader,
    PartitionOutbox<TEvent> cache,
    ICheckpointStore store,
    ILogger logger) : IDisposable
{
    private const int Attempts = 4;

    private readonly SemaphoreSlim _recording = new(1);
    private readonly Lock _deciding = new();

    /// <summary>The partition.</summary>
    public int Partition => checkpoints.Partition;

    /// <summary>The position recorded last.</summary>
    public long Recorded => Decide(static plan => plan.Recorded);

    /// <summary>The store's life, as far as it is known.</summary>
    public string Life => Decide(static plan => plan.Store.Life);

    /// <summary>See <see cref="PartitionCheckpoints.SettledIn"/>.</summary>
    public string SettledIn => checkpoints.SettledIn;

    /// <summary>The offset that a consumer which has seen everything below another needs the partition from.</summary>
    public long NeededFrom(long seen) => checkpoints.NeededFrom(seen);

    /// <summary>Says that a poll is about to be sent.</summary>
    /// <returns>Whether it is to be: the reader was not told since to go back and read it again.</returns>
    public bool NotePoll(long from)
    {
        lock (_deciding)
            return checkpoints.NotePoll(from);
    }

    /// <summary>Begins a checkpoint; null when there is nothing to record, or the reader is on its way back.</summary>
    public CheckpointAttempt? Begin(long position) => Decide(plan => plan.Begin(position));

    /// <summary>Takes over the store's life and writes what has to be written before anything else.</summary>
    /// <returns>False when the store holds something else than is expected: then it is known now.</returns>
    public async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        var life = await store.GetLifeAsync(cancellationToken);
        lock (_deciding)
            checkpoints.Enter(life);
        return await WriteAsync(static plan => plan.Outstanding(), cancellationToken) != Outcome.Refused;
    }

    /// <summary>Records a checkpoint whose consumers are durable.</summary>
    /// <returns>False when it may not be recorded any more, or the store holds something else than is expected.</returns>
    public async Task<bool> RecordAsync(CheckpointAttempt attempt, CancellationToken cancellationToken) =>
        await WriteAsync(plan => plan.Record(attempt), cancellationToken) == Outcome.Written;

    /// <summary>
    /// Sends the reader back to what a consumer lacks, unless it gets that anyway, and records that; also what an earlier call could not.
    /// </summary>
    /// <exception cref="InvalidOperationException">The store refuses it again and again.</exception>
    public async Task SendBackAsync(StreamId stream, long needed, CancellationToken cancellationToken)
    {
        bool goesBack;
        lock (_deciding)
        {
            goesBack = checkpoints.SendBack(needed, reader.Position);
            if (goesBack)
                reader.Rewind(needed);
        }

        if (goesBack)
        {
            StreamMetrics.Rewinds.Add(1);
            LogRewind(stream, Partition, needed);
        }

        if (Life.Length > 0 && await WriteAsync(static plan => plan.Outstanding(), cancellationToken) != Outcome.Refused)
            return;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await EnterAsync(cancellationToken))
                return;
        }

        throw new InvalidOperationException($"the checkpoint of partition {Partition} could not be put back to {needed}");
    }

    /// <inheritdoc/>
    public void Dispose() => _recording.Dispose();

    private T Decide<T>(Func<PartitionCheckpoints, T> decision)
    {
        lock (_deciding)
            return decision(checkpoints);
    }

    /// <summary>Decides and writes in one go, so that what is stored last is what was decided last.</summary>
    private async Task<Outcome> WriteAsync(Func<PartitionCheckpoints, CheckpointIntent?> decision, CancellationToken cancellationToken)
    {
        await _recording.WaitAsync(cancellationToken);
        try
        {
            if (Decide(decision) is not { } intent)
                return Outcome.NothingToWrite;
            var write = await store.WriteAsync(Partition, intent.Expected, intent.Position, intent.Life, cancellationToken);
            if (!write.IsWritten)
            {
                Refused(intent, write);
                return Outcome.Refused;
            }

            lock (_deciding)
                checkpoints.NoteWritten(intent);
            return Outcome.Written;
        }
        finally
        {
            _recording.Release();
        }
    }

    /// <summary>Takes over what the store holds; when that is less than was recorded, the reader goes back to it.</summary>
    private void Refused(CheckpointIntent intent, CheckpointWrite write)
    {
        LogRefused(Partition, intent.Expected, write.Found, write.Life == intent.Life ? "the same" : "another");
        lock (_deciding)
        {
            if (checkpoints.NoteRefused(write.Found, reader.Position) is not { } gone)
                return;
            cache.Withdraw();
            if (gone.ReadFrom is not { } offset)
                return;
            reader.Rewind(offset);
        }

        StreamMetrics.Rewinds.Add(1);
    }

    [LoggerMessage(
        25, LogLevel.Error,
        "The store does not hold the checkpoint of partition {Partition} that was recorded, {Expected}, but {Found}, in {Life} life: what "
        + "was durable above that is made so again")]
    private partial void LogRefused(int partition, long? expected, long? found, string life);

    [LoggerMessage(22, LogLevel.Warning,
        "The consumer of {Stream} needs partition {Partition} again from {Offset}, which is no longer held: going back in the log")]
    private partial void LogRewind(StreamId stream, int partition, long offset);

    private enum Outcome
    {
        NothingToWrite,
        Written,
        Refused,
    }
}
