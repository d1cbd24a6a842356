using Microsoft.Extensions.Logging;
using Orleans.Streams;
using OrleansFlights.Log;

namespace OrleansFlights.Streams.Provider;

/// <summary>
/// Orleans' own balancer over the ring of silos, which hears of silos that come and go; this one also hears of partitions that are added.
/// Silos need not agree on when: a partition's place on the ring says which silo reads it, whoever knows of it.
/// </summary>
/// <param name="ring">Orleans' balancer.</param>
/// <param name="partitions">Tells the partitions.</param>
/// <param name="logger">Where to say that there are more.</param>
internal sealed partial class PartitionBalancer(IStreamQueueBalancer ring, PartitionDiscovery partitions, ILogger<PartitionBalancer> logger)
    : IStreamQueueBalancer, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IStreamQueueBalanceListener? _listener;
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task Initialize(IStreamQueueMapper queueMapper)
    {
        await ring.Initialize(queueMapper);
        _watching = Task.Run(() => WatchAsync((PartitionQueues)queueMapper));
    }

    /// <inheritdoc/>
    public async Task Shutdown()
    {
        await _stop.CancelAsync();
        await _watching;
        await ring.Shutdown();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc/>
    public IEnumerable<QueueId> GetMyQueues() => ring.GetMyQueues();

    /// <inheritdoc/>
    public bool SubscribeToQueueDistributionChangeEvents(IStreamQueueBalanceListener observer)
    {
        Volatile.Write(ref _listener, observer);
        return ring.SubscribeToQueueDistributionChangeEvents(observer);
    }

    /// <inheritdoc/>
    public bool UnSubscribeFromQueueDistributionChangeEvents(IStreamQueueBalanceListener observer)
    {
        Volatile.Write(ref _listener, null);
        return ring.UnSubscribeFromQueueDistributionChangeEvents(observer);
    }

    private async Task WatchAsync(PartitionQueues queues)
    {
        try
        {
            await foreach (var partition in partitions.FollowAsync(_stop.Token))
            {
                if (queues.Grow(partition + 1))
                    await TellAsync(partition);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task TellAsync(int partition)
    {
        LogAdded(partition);
        try
        {
            if (Volatile.Read(ref _listener) is { } listener)
                await listener.QueueDistributionChangeNotification();
        }
        catch (Exception e)
        {
            LogNotStarted(e, partition);
        }
    }

    [LoggerMessage(50, LogLevel.Information, "Partition {Partition} was added to the log")]
    private partial void LogAdded(int partition);

    [LoggerMessage(
        51, LogLevel.Error,
        "Partition {Partition} was added to the log, but the silo's readers could not be told; the next change among silos or partitions "
        + "will")]
    private partial void LogNotStarted(Exception exception, int partition);
}
