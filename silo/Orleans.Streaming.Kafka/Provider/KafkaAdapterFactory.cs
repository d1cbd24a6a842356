using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Streaming.Kafka;

/// <summary>A persistent stream provider over a topic: a queue per partition, those too that are added later.</summary>
internal sealed class KafkaAdapterFactory(KafkaStreamServices services) : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    private readonly PartitionQueues _queues = new(services.Name);
    private readonly ConcurrentDictionary<QueueId, PartitionBuffer> _buffers = new();

    public string Name => services.Name;

    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public static KafkaAdapterFactory Create(IServiceProvider provider, string name) =>
        new(provider.GetRequiredKeyedService<KafkaStreamServices>(name));

    public async Task<IQueueAdapter> CreateAdapter()
    {
        _queues.Grow(await services.Topics.OpenAsync(CancellationToken.None));
        return this;
    }

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => _queues;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(services.MakePoisonHandler(BufferOf(queueId)));

    public IQueueCache CreateQueueCache(QueueId queueId) => BufferOf(queueId);

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        // The three parts of a queue are asked for one after the other, the receiver last.
        var buffer = BufferOf(queueId);
        _buffers.TryRemove(queueId, out _);
        return services.MakeReceiver(buffer);
    }

    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        if (token is not null)
            throw new NotSupportedException("The log gives events their tokens; none can be given along.");
        return services.Writer.WriteAsync(streamId, events, requestContext);
    }

    private PartitionBuffer BufferOf(QueueId queueId) =>
        _buffers.GetOrAdd(queueId, id => services.MakeBuffer(PartitionQueues.PartitionOf(id)));
}
