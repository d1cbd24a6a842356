using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Reading;

namespace OrleansFlights.Streams.Provider;

/// <summary>
/// One partition, from when Orleans gives its queue to this silo until it takes it away: sends its polls while there is room, hands the agent what others
/// subscribe to, and makes checkpoints on an interval, when too much is held, and when it stops.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public sealed partial class PartitionReceiver<TEvent> : IQueueAdapterReceiver, IDisposable
{
    private const int PollsUnderWay = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly IList<IBatchContainer> Nothing = [];

    private readonly PartitionOpener<TEvent> _start;
    private readonly PartitionOutbox<TEvent> _cache;
    private readonly LogStreamOptions _options;
    private readonly ILogger _logger;
    private readonly Func<StreamId, bool> _isFollowed;
    private readonly Channel<IList<IBatchContainer>> _followed = Channel.CreateUnbounded<IList<IBatchContainer>>();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _checkpointNow = new(0);
    private volatile PartitionSession<TEvent>? _run;
    private Task _opening = Task.CompletedTask;
    private Task _loops = Task.CompletedTask;

    internal PartitionReceiver(PartitionOpener<TEvent> start, PartitionOutbox<TEvent> cache, Func<StreamId, bool> isFollowed, LogStreamOptions options, ILogger logger)
    {
        _start = start;
        _cache = cache;
        _isFollowed = isFollowed;
        _options = options;
        _logger = logger;
    }

    /// <summary>Begins to open the partition, however long that takes; until then there are no messages.</summary>
    /// <remarks>
    /// Does not wait for it: the agent waits for this before it shuts a receiver down, so a partition that cannot be opened could not be given away.
    /// </remarks>
    public Task Initialize(TimeSpan timeout)
    {
        // On the thread pool: the agent's own context must not be held up.
        _opening = Task.Run(OpenAsync);
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
        _checkpointNow.Dispose();
    }

    private async Task StopAsync(TimeSpan timeout)
    {
        await _stop.CancelAsync();
        await _opening;
        if (_run is null)
            return;

        await _run.Reader.StopAsync();
        await _loops;
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            await _run.BatchDispatcher.StopAsync().WaitAsync(deadline.Token);
            await _run.EndAsync(deadline.Token);
        }
        catch (Exception e)
        {
            LogLastCheckpointFailed(e, _run.Partition, _run.Checkpointer.Recorded);
        }

        await _run.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        try
        {
            var run = await _start.OpenAsync(_cache, _stop.Token);
            run.Reader.Start();
            _run = run;
            _loops = Task.WhenAll(Task.Run(CheckpointsAsync), Task.Run(PumpAsync));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Given away before it could be opened.
        }
    }

    private async Task PumpAsync()
    {
        var run = _run!;
        try
        {
            while (await run.Reader.Polls.WaitToReadAsync(_stop.Token))
            {
                await MakeRoomAsync(run);
                if (run.Reader.Polls.TryRead(out var poll))
                    Send(run, poll);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopping: the next reader sends the rest.
        }
        catch (Exception e)
        {
            LogPumpFailed(e, run.Partition);
        }
    }

    /// <summary>Waits while too much is under way or held; what is held beyond its bound is worth a checkpoint at once.</summary>
    private async Task MakeRoomAsync(PartitionSession<TEvent> run)
    {
        while (!await _cache.WaitUntilAsync(HasRoom, Patience, _stop.Token))
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
        run.Checkpointer.NotePoll(poll.From);
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

    private async Task CheckpointsAsync()
    {
        // All partitions of a silo at the same moments, so that a view of several writes one snapshot for all of them. One half of the time between two
        // checkpoints is rest, the other is for asking the consumers, a few at a time.
        var interval = (long)_options.CheckpointInterval.TotalMilliseconds;
        var half = _options.CheckpointInterval / 2;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _checkpointNow.WaitAsync(TimeSpan.FromMilliseconds(interval - (Environment.TickCount64 % interval)), _stop.Token);
                await _run!.CheckpointAsync(_options.DeliveryPatience, half, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogCheckpointFailed(e, _run!.Partition, _run.Checkpointer.Recorded);
            }
        }
    }

    [LoggerMessage(30, LogLevel.Error, "The checkpoint of partition {Partition} failed; the last one is at {Recorded}")]
    private partial void LogCheckpointFailed(Exception exception, int partition, long recorded);

    [LoggerMessage(31, LogLevel.Warning, "Partition {Partition} stops without a last checkpoint; the next reader starts at {Recorded}")]
    private partial void LogLastCheckpointFailed(Exception exception, int partition, long recorded);

    [LoggerMessage(32, LogLevel.Critical, "Sending partition {Partition} failed; its views stand still")]
    private partial void LogPumpFailed(Exception exception, int partition);
}
