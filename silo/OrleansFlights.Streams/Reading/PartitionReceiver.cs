using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace OrleansFlights.Streams.Reading;

/// <summary>
/// One partition's side of Orleans' pulling agent: hands it polls, waiting without blocking while there is none or too much is under way, and
/// makes checkpoints on an interval, when too much is held, and when it stops.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public sealed partial class PartitionReceiver<TEvent> : IQueueAdapterReceiver, IPartitionReader, IDisposable
{
    private const int PollsUnderWay = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly IList<IBatchContainer> Nothing = [];

    private readonly PartitionStart<TEvent> _start;
    private readonly LaneCache<TEvent> _cache;
    private readonly LogStreamOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<(StreamId Stream, long Seen)> _requests = Channel.CreateUnbounded<(StreamId, long)>();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _checkpointNow = new(0);
    private volatile PartitionRun<TEvent>? _run;
    private Task _opening = Task.CompletedTask;
    private Task _loops = Task.CompletedTask;

    internal PartitionReceiver(PartitionStart<TEvent> start, LaneCache<TEvent> cache, LogStreamOptions options, ILogger logger)
    {
        _start = start;
        _cache = cache;
        _options = options;
        _logger = logger;
    }

    /// <summary>Begins to open the partition, however long that takes; until then there are no messages.</summary>
    /// <remarks>
    /// Does not wait for it: the agent waits for this before it shuts a receiver down, so a partition that cannot be opened could not be given away.
    /// </remarks>
    public Task Initialize(TimeSpan timeout)
    {
        // On the thread pool: the agent's own context can neither make object references nor be held up.
        _opening = Task.Run(OpenAsync);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
    {
        if (_stop.IsCancellationRequested)
            return Nothing;
        if (_run is not { } run)
        {
            await Task.WhenAny(_opening, Task.Delay(Patience, _stop.Token));
            return Nothing;
        }

        if (_cache.RetainedBytes > _options.MaxRetainedBytes)
        {
            if (_checkpointNow.CurrentCount == 0)
                _checkpointNow.Release();
            await _cache.WaitForProgressAsync(Patience, _stop.Token);
            return Nothing;
        }

        if (_cache.PollsUnderWay >= PollsUnderWay)
        {
            await _cache.WaitForProgressAsync(Patience, _stop.Token);
            if (_cache.PollsUnderWay >= PollsUnderWay)
                return Nothing;
        }

        return await NextPollAsync(run.Reader) is { } poll ? Hand(poll) : Nothing;
    }

    /// <inheritdoc/>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task RequestFrom(StreamId stream, long seen)
    {
        _requests.Writer.TryWrite((stream, seen));
        return Task.CompletedTask;
    }

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
            var run = await _start.OpenAsync(_cache, this, _stop.Token);
            run.Reader.Start();
            _run = run;
            _loops = Task.WhenAll(Task.Run(CheckpointsAsync), Task.Run(ResendsAsync));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Given away before it could be opened.
        }
    }

    private List<IBatchContainer> Hand(Poll<TEvent> poll)
    {
        _run!.Reader.Taken();
        _run.Checkpointer.NotePoll(poll.From);
        _cache.AddPoll(poll);
        StreamMetrics.Deliveries.Add(poll.Batches.Count);
        StreamMetrics.Records.Add(poll.To - poll.From);
        var containers = new List<IBatchContainer>(poll.Batches.Count);
        foreach (var (stream, batch) in poll.Batches)
            containers.Add(new LaneContainer<TEvent>(stream, batch));
        return containers;
    }

    private async ValueTask<Poll<TEvent>?> NextPollAsync(PartitionReader<TEvent> reader)
    {
        if (reader.Polls.TryRead(out var ready))
            return ready;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(Patience);
        try
        {
            return await reader.Polls.ReadAsync(timeout.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || (e is ChannelClosedException && _stop.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task CheckpointsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _checkpointNow.WaitAsync(_options.CheckpointInterval, _stop.Token);
                await _run!.CheckpointAsync(_options.DeliveryPatience, _stop.Token);
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

    private async Task ResendsAsync()
    {
        try
        {
            await foreach (var (stream, seen) in _requests.Reader.ReadAllAsync(_stop.Token))
            {
                try
                {
                    await _run!.Checkpointer.ResendAsync(stream, seen, _stop.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
                {
                    LogResendFailed(e, stream, _run!.Partition);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopping: the next reader sends what is missing.
        }
    }

    [LoggerMessage(30, LogLevel.Error, "The checkpoint of partition {Partition} failed; the last one is at {Recorded}")]
    private partial void LogCheckpointFailed(Exception exception, int partition, long recorded);

    [LoggerMessage(31, LogLevel.Warning, "Partition {Partition} stops without a last checkpoint; the next reader starts at {Recorded}")]
    private partial void LogLastCheckpointFailed(Exception exception, int partition, long recorded);

    [LoggerMessage(32, LogLevel.Warning, "Cannot send {Stream} of partition {Partition} again now; the next checkpoint will")]
    private partial void LogResendFailed(Exception exception, StreamId stream, int partition);
}
