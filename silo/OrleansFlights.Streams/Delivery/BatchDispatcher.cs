using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation;

namespace OrleansFlights.Streams.Delivery;

/// <summary>
/// Sends polls to the grains that answer for their streams: one call at a time per stream, and what comes meanwhile joined in the next. A
/// grain that says that it lacks something before what it was sent gets that at once; a call that fails is made again after a pause, while
/// the other streams go on.
/// </summary>
/// <remarks>
/// By calls and not by the pulling agent, which costs several times as much per batch and holds all streams of a partition up while one of
/// them has its first event.
/// </remarks>
/// <typeparam name="TEvent">The streams' events.</typeparam>
internal sealed partial class BatchDispatcher<TEvent>(
    int partition,
    PartitionOutbox<TEvent> cache,
    Func<StreamId, ICheckpointedConsumer<TEvent>> consumers,
    Func<string> settledIn,
    Func<StreamId, long, CancellationToken, Task> resend,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The feeder itself counts until it is stopped.
    private int _running = 1;

    /// <summary>Adds a poll to the cache and sends it.</summary>
    public void Send(PolledBatch<TEvent> poll)
    {
        foreach (var cursor in cache.AddPoll(poll))
        {
            Interlocked.Increment(ref _running);
            _ = FeedAsync(cursor);
        }
    }

    /// <summary>Sends no more; completes when the calls under way have ended.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        Ended();
        await _ended.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task FeedAsync(DeliveryCursor<TEvent> cursor)
    {
        try
        {
            var consumer = cursor.Grain ??= consumers(cursor.Stream);
            var backoff = new Backoff(FirstPause, LongestPause);
            while (!_stop.IsCancellationRequested)
            {
                // Before the batch: one that is taken later claims nothing that another life of the store has to hold.
                var life = settledIn();
                if (!cursor.TryNext(out var batch))
                    break;
                try
                {
                    var seen = await consumer.Receive(batch.In(life));
                    if (seen < batch.CoversTo)
                        await resend(cursor.Stream, seen, _stop.Token);
                    backoff.Reset();
                }
                catch (Exception e) when (!_stop.IsCancellationRequested)
                {
                    var pause = backoff.Next();
                    LogNotReceived(e, cursor.Stream, partition, batch.CoversFrom, pause);
                    cursor.Repeat();
                    await Task.Delay(pause, _stop.Token);
                }
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested)
        {
            // The last checkpoint asks for what is missing, or the next reader sends it.
            LogStopped(e, cursor.Stream, partition);
        }
        finally
        {
            Ended();
        }
    }

    private void Ended()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _ended.TrySetResult();
    }

    [LoggerMessage(60, LogLevel.Debug,
        "The consumer of {Stream} did not take what follows offset {From} of partition {Partition}; sending it again in {Pause}")]
    private partial void LogNotReceived(Exception exception, StreamId stream, int partition, long from, TimeSpan pause);

    [LoggerMessage(61, LogLevel.Debug, "Stopped while sending {Stream} of partition {Partition}")]
    private partial void LogStopped(Exception exception, StreamId stream, int partition);
}
