using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>A balancer of Orleans that also hears of partitions that are added to the topic.</summary>
/// <param name="inner">Orleans' balancer.</param>
/// <param name="provider">The provider's name.</param>
/// <param name="topics">Tells the partitions.</param>
/// <param name="options">The provider's options.</param>
/// <param name="logger">Where to say that there are more.</param>
internal sealed partial class GrowingBalancer(
    IStreamQueueBalancer inner, string provider, KafkaTopics topics, KafkaStreamOptions options, ILogger<GrowingBalancer> logger)
    : IStreamQueueBalancer, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IStreamQueueBalanceListener? _listener;
    private Task _watching = Task.CompletedTask;

    public async Task Initialize(IStreamQueueMapper queueMapper)
    {
        await inner.Initialize(queueMapper);
        _watching = Task.Run(() => WatchAsync((PartitionQueues)queueMapper));
    }

    public async Task Shutdown()
    {
        await _stop.CancelAsync();
        await _watching;
        await inner.Shutdown();
        Dispose();
    }

    public void Dispose() => _stop.Dispose();

    public IEnumerable<QueueId> GetMyQueues() => inner.GetMyQueues();

    public bool SubscribeToQueueDistributionChangeEvents(IStreamQueueBalanceListener observer)
    {
        Volatile.Write(ref _listener, observer);
        return inner.SubscribeToQueueDistributionChangeEvents(observer);
    }

    public bool UnSubscribeFromQueueDistributionChangeEvents(IStreamQueueBalanceListener observer)
    {
        Volatile.Write(ref _listener, null);
        return inner.UnSubscribeFromQueueDistributionChangeEvents(observer);
    }

    private async Task WatchAsync(PartitionQueues queues)
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(options.PartitionRefresh, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                return;
            try
            {
                var count = await topics.CountAsync(options.Topic, _stop.Token);
                if (queues.Grow(count))
                {
                    LogGrown(provider, options.Topic, count);
                    if (Volatile.Read(ref _listener) is { } listener)
                        await listener.QueueDistributionChangeNotification();
                }
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                LogCannotLook(e, provider, options.Topic, options.PartitionRefresh);
            }
            catch (Exception)
            {
                // The silo stops.
            }
        }
    }

    [LoggerMessage(70, LogLevel.Information, "Kafka streams {Provider}: topic {Topic} has {Count} partitions now")]
    private partial void LogGrown(string provider, string topic, int count);

    [LoggerMessage(71, LogLevel.Warning, "Kafka streams {Provider}: cannot look for new partitions of {Topic}; trying again in {Pause}")]
    private partial void LogCannotLook(Exception exception, string provider, string topic, TimeSpan pause);
}
