using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log.DeadLetters;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;

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
    private static readonly TimeSpan PaceStep = TimeSpan.FromMilliseconds(20);

    private readonly CheckpointRecorder<TEvent> _recorder;
    private readonly StreamQuarantine _quarantine;
    private readonly PartitionOutbox<TEvent> _cache;
    private readonly DeadLetterWriter _deadLetters;
    private readonly ICheckpointStore _store;
    private readonly CheckpointConsumers<TEvent> _consumers;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _one = new(1);
    private long _settledAt = Stopwatch.GetTimestamp();
    private volatile bool _hurried;
    private volatile int _quarantined;

    /// <summary>Makes the checkpointer of a reader.</summary>
    public Checkpointer(
        CheckpointRecorder<TEvent> recorder,
        StreamQuarantine quarantine,
        PartitionOutbox<TEvent> cache,
        DeadLetterWriter deadLetters,
        ICheckpointStore store,
        CheckpointConsumers<TEvent> consumers,
        ILogger logger)
    {
        _recorder = recorder;
        _quarantine = quarantine;
        _cache = cache;
        _deadLetters = deadLetters;
        _store = store;
        _consumers = consumers;
        _logger = logger;
    }

    /// <summary>The position recorded last.</summary>
    public long Recorded => _recorder.Recorded;

    /// <summary>How many streams are set apart.</summary>
    public int Quarantined => _quarantined;

    /// <summary>Time since everything that was sent was behind the checkpoint.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Volatile.Read(ref _settledAt));

    /// <summary>Says that a poll is about to be sent.</summary>
    /// <returns>Whether it is to be: the reader was not told since to go back and read it again.</returns>
    public bool NotePoll(long from) => _recorder.NotePoll(from);

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
            if (!await _recorder.EnterAsync(cancellationToken))
                return false;
            await TryThoseApartAsync(position, cancellationToken);
            if (position == Recorded)
            {
                Volatile.Write(ref _settledAt, Stopwatch.GetTimestamp());
                return true;
            }

            if (_recorder.Begin(position) is not { } attempt)
                return false;

            var started = Stopwatch.GetTimestamp();
            await _cache.WaitUntilAsync(() => _cache.Delivered >= position, patience, cancellationToken);
            await _deadLetters.FlushAsync(cancellationToken);
            var owed = _cache.Owed(position).FindAll(o => !_quarantine.Holds(o.Stream));
            var failed = await SettleAllAsync(owed, attempt.Life, spread, cancellationToken);
            if (!await SetApartAsync(failed, owed.Count, cancellationToken) || !await _recorder.RecordAsync(attempt, cancellationToken))
            {
                StreamMetrics.ShortCheckpoints.Add(1);
                return false;
            }

            _hurried = false;
            _cache.Release(Recorded);
            Volatile.Write(ref _settledAt, started);
            StreamMetrics.Checkpoints.Add(1);
            StreamMetrics.CheckpointSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            LogRecorded(_recorder.Partition, position, owed.Count);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        _recorder.Dispose();
    }

    /// <summary>Asks the consumers to be durable.</summary>
    /// <returns>Those that are not, with the end of what they were sent.</returns>
    private async Task<ConcurrentDictionary<StreamId, long>> SettleAllAsync(
        List<(StreamId Stream, long UpTo)> owed, string life, TimeSpan spread, CancellationToken cancellationToken)
    {
        var failed = new ConcurrentDictionary<StreamId, long>();
        var parallel =
            new ParallelOptions { MaxDegreeOfParallelism = _consumers.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(PaceAsync(owed, spread, cancellationToken), parallel, async (item, token) =>
        {
            try
            {
                if (!await _consumers.SettleAsync(item.Stream, item.UpTo, life, token))
                    failed[item.Stream] = item.UpTo;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogConsumerFailed(e, item.Stream, _recorder.Partition, item.UpTo);
                failed[item.Stream] = item.UpTo;
            }
        });
        return failed;
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
            await _store.AddToQuarantineAsync(new QuarantinedStream(_recorder.Partition, stream, Recorded), cancellationToken);
            _quarantine.Add(stream, failed[stream]);
            LogSetApart(stream, _recorder.Partition, Recorded);
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
                if (!await _consumers.SettleAsync(stream, upTo, _recorder.Life, cancellationToken))
                    continue;
                await _store.RemoveFromQuarantineAsync(_recorder.Partition, stream, cancellationToken);
                _quarantine.Remove(stream);
                LogTakesPart(stream, _recorder.Partition);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogConsumerFailed(e, stream, _recorder.Partition, upTo);
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
}
