using Microsoft.Extensions.Logging;
using OrleansFlights.Log;

namespace OrleansFlights.Streams.Checkpointing;

/// <summary>
/// Shows the checkpoints of a partition to those who look at the log from outside. Works beside the checkpoints, because a log that is slow
/// to take one, or refuses it, must not hold up what only readers' safety stands on; of those that come meanwhile the newest is shown.
/// </summary>
/// <param name="partition">The partition.</param>
/// <param name="log">Where to show them; null when the log cannot.</param>
/// <param name="logger">Where to say that it failed.</param>
public sealed partial class ConsumerOffsetPublisher(int partition, IOffsetCommitter? log, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _showing = Task.CompletedTask;
    private long _shown = -1;
    private long _newest = -1;

    /// <summary>Shows a checkpoint soon; one that failed is shown by the next call, though it be the same.</summary>
    public void Show(long position)
    {
        lock (_gate)
        {
            _newest = position;
            if (log is not null && _showing.IsCompleted && _newest != _shown)
                _showing = ShowAsync(log);
        }
    }

    /// <summary>Completes when the last checkpoint is shown or cannot be.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var giveUp = cancellationToken.Register(_stop.Cancel);
        await _showing;
        if (_stop.IsCancellationRequested)
            return;
        Show(_newest);
        await _showing;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task ShowAsync(IOffsetCommitter log)
    {
        var position = -1L;
        try
        {
            while (Next() is { } next)
            {
                position = next;
                await log.CommitCheckpointAsync(partition, position, _stop.Token);
                lock (_gate)
                    _shown = position;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Given up: the partition's next reader shows its own.
        }
        catch (Exception e)
        {
            LogNotShown(e, partition, position);
        }
    }

    private long? Next()
    {
        lock (_gate)
            return _newest == _shown ? null : _newest;
    }

    [LoggerMessage(43, LogLevel.Warning, "The checkpoint of partition {Partition} at {Position} could not be shown on the log")]
    private partial void LogNotShown(Exception exception, int partition, long position);
}
