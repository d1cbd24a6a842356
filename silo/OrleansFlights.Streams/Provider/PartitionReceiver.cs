using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using OrleansFlights.Foundation;
using OrleansFlights.Log;
using OrleansFlights.Streams.Delivery;

namespace OrleansFlights.Streams.Provider;

/// <summary>
/// One partition, from when Orleans gives its queue to this silo until it takes it away: sends its polls while there is room, hands the
/// agent what others subscribe to, and makes checkpoints on an interval, when too much is held, and when it stops.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public sealed partial class PartitionReceiver<TEvent> : IQueueAdapterReceiver, IDisposable
{
    private const int PollsUnderWay = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly IList<IBatchContainer> Nothing = [];

    private readonly PartitionOpener<TEvent> _start;
    private readonly PartitionOutbox<TEvent> _cache;
    private readonly LogStreamOptions _options;
    private readonly ILogger _logger;
    private readonly Func<StreamId, bool> _isFollowed;
    private readonly Channel<IList<IBatchContainer>> _followed = Channel.CreateUnbounded<IList<IBatchContainer>>();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _checkpointNow = new(0);
    private readonly CancellationTokenSource _giveUp = new();
    private volatile PartitionSession<TEvent>? _run;
    private volatile string? _sessionTrouble = "not opened yet";
    private volatile string? _checkpointTrouble;
    private Task _running = Task.CompletedTask;

    internal PartitionReceiver(PartitionOpener<TEvent> start, PartitionOutbox<TEvent> cache, Func<StreamId, bool> isFollowed,
        LogStreamOptions options, ILogger logger)
    {
        _start = start;
        _cache = cache;
        _isFollowed = isFollowed;
        _options = options;
        _logger = logger;
    }

    /// <summary>Begins to open the partition, however long that takes; until then there are no messages.</summary>
    /// <remarks>
    /// Does not wait for it: the agent waits for this before it shuts a receiver down, so a partition that cannot be opened could not be
    /// given away.
    /// </remarks>
    public Task Initialize(TimeSpan timeout)
    {
        // On the thread pool: the agent's own context must not be held up.
        _running = Task.Run(RunAsync);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
    {
        if (_followed.Reader.TryRead(out var ready))
            return ready;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(Patience);
        try
        {
            return await _followed.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return Nothing;
        }
    }

    /// <inheritdoc/>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Shutdown(TimeSpan timeout) => Task.Run(() => StopAsync(timeout));

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _giveUp.Dispose();
        _checkpointNow.Dispose();
    }

    private async Task StopAsync(TimeSpan timeout)
    {
        _giveUp.CancelAfter(timeout);
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>
    /// Reads the partition until it is given away; a session that ends before that is followed by another, with growing pauses.
    /// </summary>
    private async Task RunAsync()
    {
        var status = Status;
        _start.Statuses.Set(_start.Partition, status);
        var backoff = new Backoff(FirstPause, LongestPause);
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await RunSessionAsync();
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                _sessionTrouble = e.Message;
                if (Stopwatch.GetElapsedTime(started) > LongestPause)
                    backoff.Reset();
                var pause = backoff.Next();
                LogSessionFailed(e, _start.Partition, pause);
                await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Given away before it could be opened.
            }
            catch (Exception e)
            {
                LogLastCheckpointFailed(e, _start.Partition, _run?.Checkpointer.Recorded ?? 0);
            }
        }

        _start.Statuses.Remove(_start.Partition, status);
    }

    private async Task RunSessionAsync()
    {
        var run = await _start.OpenAsync(_cache, _stop.Token);
        await using (run)
        {
            _run = run;
            _sessionTrouble = null;
            using var session = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _start.Guard.WhileSame);
            run.Reader.Start();
            var checkpoints = Task.Run(() => CheckpointsAsync(run, session.Token), CancellationToken.None);
            var pump = Task.Run(() => PumpAsync(run, session.Token), CancellationToken.None);
            await Task.WhenAny(pump, checkpoints);
            await session.CancelAsync();
            await run.Reader.StopAsync();
            await Task.WhenAll(pump, checkpoints).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await run.BatchDispatcher.StopAsync().WaitAsync(_giveUp.Token);
            if (_stop.IsCancellationRequested)
            {
                await run.EndAsync(_giveUp.Token);
                return;
            }

            _run = null;
            if (_start.Guard.Trouble is { } trouble)
                throw new LogException(trouble);
            await pump;
            throw new InvalidOperationException($"the session of partition {run.Partition} ended by itself");
        }
    }

    private PartitionStatus Status()
    {
        var run = _run;
        var trouble = _start.Guard.Trouble ?? _sessionTrouble ?? _checkpointTrouble;
        return run is null
            ? new PartitionStatus(_start.Partition, 0, 0, 0, 0, TimeSpan.Zero) { Trouble = trouble }
            : new PartitionStatus(
                run.Partition, run.Reader.Position, _cache.Delivered, run.Checkpointer.Recorded, _cache.RetainedBytes, run.Checkpointer.Age)
            {
                Quarantined = run.Checkpointer.Quarantined,
                Trouble = trouble,
            };
    }

    private async Task PumpAsync(PartitionSession<TEvent> run, CancellationToken cancellationToken)
    {
        while (await run.Reader.Polls.WaitToReadAsync(cancellationToken))
        {
            await MakeRoomAsync(run, cancellationToken);
            if (run.Reader.Polls.TryRead(out var poll))
                Send(run, poll);
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException($"the reader of partition {run.Partition} ended");
    }

    /// <summary>Waits while too much is under way or held; what is held beyond its bound is worth a checkpoint at once.</summary>
    private async Task MakeRoomAsync(PartitionSession<TEvent> run, CancellationToken cancellationToken)
    {
        while (!await _cache.WaitUntilAsync(HasRoom, Patience, cancellationToken))
        {
        }

        bool HasRoom()
        {
            if (_cache.RetainedBytes <= _options.MaxRetainedBytes)
                return _cache.PollsUnderWay < PollsUnderWay;
            run.Checkpointer.Hurry();
            if (_checkpointNow.CurrentCount == 0)
                _checkpointNow.Release();
            return false;
        }
    }

    private void Send(PartitionSession<TEvent> run, PolledBatch<TEvent> poll)
    {
        run.Reader.Taken();
        if (!run.Checkpointer.NotePoll(poll.From))
            return;
        StreamMetrics.Deliveries.Add(poll.Parts.Length);
        StreamMetrics.Records.Add(poll.To - poll.From);
        run.BatchDispatcher.Send(poll);
        if (Followed(poll) is { Count: > 0 } containers)
            _followed.Writer.TryWrite(containers);
    }

    /// <summary>What the agent is to deliver: the parts of streams that somebody else follows too.</summary>
    private List<IBatchContainer> Followed(PolledBatch<TEvent> poll)
    {
        var containers = new List<IBatchContainer>();
        for (var i = 0; i < poll.Parts.Length; i++)
        {
            var stream = poll.Parts[i].Stream;
            if (_isFollowed(stream))
                containers.Add(new LogBatchContainer<TEvent>(stream, poll.Batch(i)));
        }

        return containers;
    }

    private async Task CheckpointsAsync(PartitionSession<TEvent> run, CancellationToken cancellationToken)
    {
        // All partitions of a silo at the same moments, so that a view of several writes one snapshot for all of them. One half of the time
        // between two checkpoints is rest, the other is for asking the consumers, a few at a time.
        var interval = (long)_options.CheckpointInterval.TotalMilliseconds;
        var half = _options.CheckpointInterval / 2;
        while (true)
        {
            try
            {
                await _checkpointNow.WaitAsync(
                    TimeSpan.FromMilliseconds(interval - (Environment.TickCount64 % interval)), cancellationToken);
                await run.CheckpointAsync(_options.DeliveryPatience, half, cancellationToken);
                _checkpointTrouble = null;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _checkpointTrouble = "the checkpoint fails: " + e.Message;
                LogCheckpointFailed(e, run.Partition, run.Checkpointer.Recorded);
            }
        }
    }

    [LoggerMessage(30, LogLevel.Error, "The checkpoint of partition {Partition} failed; the last one is at {Recorded}")]
    private partial void LogCheckpointFailed(Exception exception, int partition, long recorded);

    [LoggerMessage(31, LogLevel.Warning, "Partition {Partition} stops without a last checkpoint; the next reader starts at {Recorded}")]
    private partial void LogLastCheckpointFailed(Exception exception, int partition, long recorded);

    [LoggerMessage(42, LogLevel.Error, "Partition {Partition} cannot be opened or read on; trying again in {Pause}")]
    private partial void LogSessionFailed(Exception exception, int partition, TimeSpan pause);
}
