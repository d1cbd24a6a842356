using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log.DeadLetters;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Streams.Reading;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>
/// Makes the checkpoints of one partition. A position is recorded only after every consumer that was sent anything below it said that it is
/// durable up to there; where one is short, what it misses is sent again first, from what the cache still holds or by going back in the
/// log. A consumer that always fails is set apart with its own position; a store that went back is found out by the next checkpoint, and
/// what was durable only there is made so again.
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
    private readonly StreamQuarantine _quarantine;
    private long? _stored;
    private string _life = "";
    private string? _confirmedLife;
    private long _settledAt = Stopwatch.GetTimestamp();
    private volatile bool _hurried;
    private volatile int _quarantined;

    /// <summary>Makes the checkpointer of a reader.</summary>
    public Checkpointer(
        int partition,
        CheckpointPlan plan,
        long? stored,
        StreamQuarantine quarantine,
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
        _stored = stored;
        _quarantine = quarantine;
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

    /// <summary>How many streams are set apart.</summary>
    public int Quarantined => _quarantined;

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
            _life = await _store.GetLifeAsync(cancellationToken);
            if (!await IsStoredStillAsync(cancellationToken))
                return false;
            await TryThoseApartAsync(position, cancellationToken);
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
            var owed = _cache.Owed(position).FindAll(o => !_quarantine.Holds(o.Stream));
            var failed = await SettleAllAsync(owed, spread, cancellationToken);
            if (!await SetApartAsync(failed, owed.Count, cancellationToken) || !await RecordAsync(pass, cancellationToken))
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

    /// <summary>Asks the consumers to be durable.</summary>
    /// <returns>Those that are not, with the end of what they were sent.</returns>
    private async Task<ConcurrentDictionary<StreamId, long>> SettleAllAsync(
        List<(StreamId Stream, long UpTo)> owed, TimeSpan spread, CancellationToken cancellationToken)
    {
        var failed = new ConcurrentDictionary<StreamId, long>();
        var parallel =
            new ParallelOptions { MaxDegreeOfParallelism = _options.CheckpointConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(PaceAsync(owed, spread, cancellationToken), parallel, async (item, token) =>
        {
            try
            {
                if (!await SettleAsync(item.Stream, item.UpTo, token))
                    failed[item.Stream] = item.UpTo;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogConsumerFailed(e, item.Stream, _partition, item.UpTo);
                failed[item.Stream] = item.UpTo;
            }
        });
        return failed;
    }

    /// <summary>
    /// Whether what was recorded last is stored, in the store's present life. Asked when that is another than before, also while there is
    /// nothing to record: nobody else would notice what is gone.
    /// </summary>
    private async Task<bool> IsStoredStillAsync(CancellationToken cancellationToken)
    {
        if (_life != _confirmedLife && _stored is { } stored && !await WriteAsync(_ => stored, cancellationToken))
            return false;
        _confirmedLife = _life;
        return true;
    }

    /// <summary>
    /// Sets apart those that fail alone and again and again; false when the checkpoint has to wait for those that failed.
    /// </summary>
    private async Task<bool> SetApartAsync(ConcurrentDictionary<StreamId, long> failed, int asked, CancellationToken cancellationToken)
    {
        if (_quarantine.Judge([.. failed.Keys], asked) is not { } apart)
            return false;
        foreach (var stream in apart)
        {
            // What is durable of it is what was recorded: written before anything above that is.
            await _store.AddToQuarantineAsync(new QuarantinedStream(_partition, stream, Recorded), cancellationToken);
            _quarantine.Add(stream, failed[stream]);
            LogSetApart(stream, _partition, Recorded);
        }

        _quarantined = _quarantine.Streams.Count;
        return true;
    }

    /// <summary>Tries those that are set apart and due; who is durable again takes part again.</summary>
    private async Task TryThoseApartAsync(long position, CancellationToken cancellationToken)
    {
        _quarantined = _quarantine.Streams.Count;
        if (_quarantined == 0)
            return;
        var owed = _cache.Owed(position).ToDictionary(o => o.Stream, o => o.UpTo);
        foreach (var (stream, upTo) in _quarantine.Due(stream => owed.TryGetValue(stream, out var sent) ? sent : null))
        {
            try
            {
                if (!await SettleAsync(stream, upTo, cancellationToken))
                    continue;
                await _store.RemoveFromQuarantineAsync(_partition, stream, cancellationToken);
                _quarantine.Remove(stream);
                LogTakesPart(stream, _partition);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogConsumerFailed(e, stream, _partition, upTo);
            }
        }

        _quarantined = _quarantine.Streams.Count;
    }

    /// <summary>The consumers, as their turn comes.</summary>
    private async IAsyncEnumerable<T> PaceAsync<T>(
        List<T> items, TimeSpan spread, [EnumeratorCancellation] CancellationToken cancellationToken)
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
            var durable = await consumer.CheckpointIn(_partition, upTo, _life).AsTask().WaitAsync(cancellationToken);
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
        if (_life.Length == 0)
            _life = await _store.GetLifeAsync(cancellationToken);
        for (var attempt = 0; !await WriteAsync(plan => plan.RecordedOnRewind(needed), cancellationToken); attempt++)
        {
            // Refused for what the store holds: then that is known now.
            if (attempt == Attempts)
                throw new InvalidOperationException($"the checkpoint of partition {_partition} could not be put back to {needed}");
            _life = await _store.GetLifeAsync(cancellationToken);
        }
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
            var write = await _store.WriteAsync(_partition, _stored, position, _life, cancellationToken);
            if (!write.IsWritten)
            {
                Refused(write);
                return false;
            }

            _stored = position;
            Decide(plan => plan.NoteRecorded(position));
            return true;
        }
        finally
        {
            _recording.Release();
        }
    }

    /// <summary>Takes over what the store holds; when that is less than was recorded, the reader goes back to it.</summary>
    private void Refused(CheckpointWrite write)
    {
        LogRefused(_partition, _stored, write.Found, write.Life == _life ? "the same" : "another");
        _stored = write.Found;
        lock (_deciding)
        {
            if (_plan.StoreHolds(write.Found, _reader.Position) is not { } back)
                return;
            _reader.Rewind(back);
        }

        StreamMetrics.Rewinds.Add(1);
    }

    [LoggerMessage(20, LogLevel.Debug, "Checkpoint of partition {Partition} at {Position}, {Streams} streams durable")]
    private partial void LogRecorded(int partition, long position, int streams);

    [LoggerMessage(21, LogLevel.Warning,
        "The consumer of {Stream} cannot be made durable up to {UpTo} of partition {Partition}; trying again with the next checkpoint")]
    private partial void LogConsumerFailed(Exception exception, StreamId stream, int partition, long upTo);

    [LoggerMessage(
        23, LogLevel.Error,
        "The consumer of {Stream} fails again and again: it is set apart at {Position} of partition {Partition}, whose checkpoints go on "
        + "without it")]
    private partial void LogSetApart(StreamId stream, int partition, long position);

    [LoggerMessage(24, LogLevel.Warning, "The consumer of {Stream} takes part in the checkpoints of partition {Partition} again")]
    private partial void LogTakesPart(StreamId stream, int partition);

    [LoggerMessage(
        25, LogLevel.Error,
        "The store does not hold the checkpoint of partition {Partition} that was recorded, {Expected}, but {Found}, in {Life} life: what "
        + "was durable above that is made so again")]
    private partial void LogRefused(int partition, long? expected, long? found, string life);

    [LoggerMessage(22, LogLevel.Warning,
        "The consumer of {Stream} needs partition {Partition} again from {Offset}, which is no longer held: going back in the log")]
    private partial void LogRewind(StreamId stream, int partition, long offset);
}
