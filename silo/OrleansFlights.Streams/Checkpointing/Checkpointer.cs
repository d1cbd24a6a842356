using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log.DeadLetters;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Streams.Reading;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>
/// Makes the checkpoints of one partition. A position is recorded only after every consumer that was sent anything below it said that it is durable up
/// to there; where one is short, what it misses is sent again first, from what the cache still holds or by going back in the log.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public sealed partial class Checkpointer<TEvent> : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan PaceStep = TimeSpan.FromMilliseconds(20);

    private readonly int _partition;
    private readonly PartitionOutbox<TEvent> _cache;
    private readonly PartitionReader<TEvent> _reader;
    private readonly DeadLetterWriter _deadLetters;
    private readonly ICheckpointStore _store;
    private readonly Func<StreamId, ICheckpointedConsumer<TEvent>> _consumers;
    private readonly LogStreamOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _recording = new(1);
    private readonly Lock _deciding = new();
    private readonly CheckpointPlan _plan;
    private long _settledAt = Stopwatch.GetTimestamp();
    private volatile bool _hurried;

    /// <summary>Makes the checkpointer of a reader.</summary>
    public Checkpointer(
        int partition,
        CheckpointPlan plan,
        PartitionOutbox<TEvent> cache,
        PartitionReader<TEvent> reader,
        DeadLetterWriter deadLetters,
        ICheckpointStore store,
        Func<StreamId, ICheckpointedConsumer<TEvent>> consumers,
        LogStreamOptions options,
        ILogger logger)
    {
        _partition = partition;
        _plan = plan;
        _cache = cache;
        _reader = reader;
        _deadLetters = deadLetters;
        _store = store;
        _consumers = consumers;
        _options = options;
        _logger = logger;
    }

    /// <summary>The position recorded last.</summary>
    public long Recorded => Decide(plan => plan.Recorded);

    /// <summary>Time since everything that was sent was behind the checkpoint.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Volatile.Read(ref _settledAt));

    /// <summary>Says that a poll is about to be sent.</summary>
    public void NotePoll(long from)
    {
        lock (_deciding)
            _plan.NotePoll(from);
    }

    /// <summary>Has the checkpoint under way, and the next, ask all consumers at once: more is held than should be.</summary>
    public void Hurry() => _hurried = true;

    /// <summary>Makes a checkpoint at the cache's position.</summary>
    /// <param name="patience">How long to wait for deliveries under way before asking for them directly.</param>
    /// <param name="spread">The time to spread the consumers' calls over, so that they hold up neither deliveries nor questions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when some consumer was not durable in the end; nothing was recorded then.</returns>
    public async Task<bool> CheckpointAsync(TimeSpan patience, TimeSpan spread, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var position = _cache.Position;
            if (position == Recorded)
            {
                Volatile.Write(ref _settledAt, Stopwatch.GetTimestamp());
                return true;
            }

            if (Decide(plan => plan.Begin(position)) is not { } pass)
                return false;

            var started = Stopwatch.GetTimestamp();
            await _cache.WaitUntilAsync(() => _cache.Delivered >= position, patience, cancellationToken);
            await _deadLetters.FlushAsync(cancellationToken);
            var owed = _cache.Owed(position);
            if (!await SettleAllAsync(owed, spread, cancellationToken) || !await RecordAsync(pass, cancellationToken))
            {
                StreamMetrics.ShortCheckpoints.Add(1);
                return false;
            }

            _hurried = false;
            _cache.Release(position);
            Volatile.Write(ref _settledAt, started);
            StreamMetrics.Checkpoints.Add(1);
            StreamMetrics.CheckpointSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            LogRecorded(_partition, position, owed.Count);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Sends a stream's consumer all it was sent above an offset once more.</summary>
    public async Task ResendAsync(StreamId stream, long seen, CancellationToken cancellationToken)
    {
        var needed = _plan.NeededFrom(seen);
        if (_cache.From(stream, needed) is { } batch)
        {
            StreamMetrics.Resends.Add(1);
            await _consumers(stream).Receive(batch).AsTask().WaitAsync(cancellationToken);
        }
        else
        {
            await RewindAsync(stream, needed, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        _recording.Dispose();
    }

    private T Decide<T>(Func<CheckpointPlan, T> decision)
    {
        lock (_deciding)
            return decision(_plan);
    }

    private async Task<bool> SettleAllAsync(
        List<(StreamId Stream, long UpTo)> owed, TimeSpan spread, CancellationToken cancellationToken)
    {
        var allDurable = true;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.CheckpointConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(PaceAsync(owed, spread, cancellationToken), parallel, async (item, token) =>
        {
            try
            {
                if (!await SettleAsync(item.Stream, item.UpTo, token))
                    allDurable = false;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogConsumerFailed(e, item.Stream, _partition, item.UpTo);
                allDurable = false;
            }
        });
        return allDurable;
    }

    /// <summary>The consumers, as their turn comes.</summary>
    private async IAsyncEnumerable<T> PaceAsync<T>(List<T> items, TimeSpan spread, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < items.Count; i++)
        {
            while (!_hurried && (spread * i / items.Count) - Stopwatch.GetElapsedTime(started) >= PaceStep)
                await Task.Delay(PaceStep, cancellationToken);
            yield return items[i];
        }
    }

    private async Task<bool> SettleAsync(StreamId stream, long upTo, CancellationToken cancellationToken)
    {
        var consumer = _consumers(stream);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var durable = await consumer.Checkpoint(_partition, upTo).AsTask().WaitAsync(cancellationToken);
            if (durable >= upTo)
                return true;
            await ResendAsync(stream, durable, cancellationToken);
        }

        return false;
    }

    private async Task RewindAsync(StreamId stream, long needed, CancellationToken cancellationToken)
    {
        lock (_deciding)
        {
            if (!_plan.Rewind(needed, _reader.Position))
                return;
            _reader.Rewind(needed);
        }

        StreamMetrics.Rewinds.Add(1);
        LogRewind(stream, _partition, needed);
        await WriteAsync(plan => plan.RecordedOnRewind(needed), cancellationToken);
    }

    private Task<bool> RecordAsync(CheckpointAttempt pass, CancellationToken cancellationToken) =>
        WriteAsync(plan => plan.MayRecord(pass) ? pass.Position : null, cancellationToken);

    /// <summary>Decides and writes in one go, so that what is stored last is what was decided last.</summary>
    private async Task<bool> WriteAsync(Func<CheckpointPlan, long?> decision, CancellationToken cancellationToken)
    {
        await _recording.WaitAsync(cancellationToken);
        try
        {
            if (Decide(decision) is not { } position)
                return false;
            await _store.WriteAsync(_partition, position, cancellationToken);
            Decide(plan => plan.NoteRecorded(position));
            return true;
        }
        finally
        {
            _recording.Release();
        }
    }

    [LoggerMessage(20, LogLevel.Debug, "Checkpoint of partition {Partition} at {Position}, {Streams} streams durable")]
    private partial void LogRecorded(int partition, long position, int streams);

    [LoggerMessage(21, LogLevel.Warning, "The consumer of {Stream} cannot be made durable up to {UpTo} of partition {Partition}; trying again with the next checkpoint")]
    private partial void LogConsumerFailed(Exception exception, StreamId stream, int partition, long upTo);

    [LoggerMessage(22, LogLevel.Warning, "The consumer of {Stream} needs partition {Partition} again from {Offset}, which is no longer held: going back in the log")]
    private partial void LogRewind(StreamId stream, int partition, long offset);
}
