using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using OrleansFlights.Log;
using OrleansFlights.Streams.Delivery;

namespace OrleansFlights.Streams.Provider;

/// <summary>
/// The persistent stream provider over the log: one queue per partition, those too that are added later; read-only, for implicit
/// subscriptions. Orleans' own rewind is not used: coverage and checkpoints do that work.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
internal sealed class LogStreamAdapterFactory<TEvent> : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    private readonly IServiceProvider _services;
    private readonly LogStreamOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly PartitionQueues _queues;
    private readonly ConcurrentDictionary<QueueId, PartitionOutbox<TEvent>> _opened = new();

    private LogStreamAdapterFactory(IServiceProvider services, string name)
    {
        _services = services;
        _options = services.GetRequiredService<LogStreamOptions>();
        _loggers = services.GetRequiredService<ILoggerFactory>();
        _queues = new PartitionQueues(name);
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool IsRewindable => false;

    /// <inheritdoc/>
    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public static LogStreamAdapterFactory<TEvent> Create(IServiceProvider services, string name) => new(services, name);

    /// <inheritdoc/>
    public async Task<IQueueAdapter> CreateAdapter()
    {
        var ranges = await _services.GetRequiredService<IEventLog>().Events.GetOffsetsAsync(CancellationToken.None);
        _queues.Grow(ranges.Count);
        return this;
    }

    /// <inheritdoc/>
    public IQueueAdapterCache GetQueueAdapterCache() => this;

    /// <inheritdoc/>
    public IStreamQueueMapper GetStreamQueueMapper() => _queues;

    /// <inheritdoc/>
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    /// <inheritdoc/>
    public IQueueCache CreateQueueCache(QueueId queueId) => _opened[queueId] = new PartitionOutbox<TEvent>();

    /// <inheritdoc/>
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        // The agent makes the cache of a queue first and its receiver next; the two belong together.
        if (!_opened.TryRemove(queueId, out var cache))
            throw new InvalidOperationException($"queue {queueId} has no cache yet");

        var partition = PartitionQueues.PartitionOf(queueId);
        var shared = ActivatorUtilities.CreateInstance<PartitionServices>(_services, _options);
        var start = new PartitionOpener<TEvent>(partition, _services.GetRequiredService<Func<IRecordMapper<TEvent>>>(), shared);
        return new PartitionReceiver<TEvent>(start, cache, _services.GetRequiredService<ImplicitSubscriptions>().Follow, _options,
            _loggers.CreateLogger<PartitionReceiver<TEvent>>());
    }

    /// <inheritdoc/>
    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException(
            $"The streams of '{Name}' are read from the log and cannot be written to; append to the log instead.");
}
