using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Consecutive records of one stream on their way to one subscription. They become events where the consumer is, by the format of the
/// provider there.
/// </summary>
[GenerateSerializer, Immutable, Alias("kafka-streams.batch")]
[SerializationCallbacks(typeof(OnDeserializedCallbacks))]
internal sealed class RecordBatchContainer : IBatchContainer, IOnDeserialized
{
    public const string RequestContextHeader = "orleans-request-context";

    [NonSerialized]
    private IServiceProvider? _services;

    public RecordBatchContainer(string provider, int partition, StreamId streamId, StreamRecord[] records, IServiceProvider services)
    {
        Provider = provider;
        Partition = partition;
        StreamId = streamId;
        Records = records;
        _services = services;
    }

    [Id(0)]
    public string Provider { get; }

    [Id(1)]
    public int Partition { get; }

    [Id(2)]
    public StreamId StreamId { get; }

    [Id(3)]
    public StreamRecord[] Records { get; }

    /// <summary>The last record's: who has this token has the whole batch.</summary>
    public StreamSequenceToken SequenceToken => new KafkaSequenceToken(Partition, Records[^1].Offset);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        var format = Services.GetRequiredKeyedService<IStreamRecordFormat>(Provider);
        foreach (var record in Records)
        {
            // The consumer handles the event before it asks for the next, so it does so within this activity.
            using var activity = KafkaStreamMetrics.Traces.HasListeners() ? Start(record) : null;
            yield return Tuple.Create<T, StreamSequenceToken>(format.Read<T>(record), new KafkaSequenceToken(Partition, record.Offset));
        }
    }

    public bool ImportRequestContext()
    {
        if (Records[0].Header(RequestContextHeader) is not { } bytes)
            return false;
        var context = Services.GetRequiredService<Serializer>().Deserialize<Dictionary<string, object>>(bytes);
        if (context is null)
            return false;
        foreach (var (key, value) in context)
            RequestContext.Set(key, value);
        return context.Count > 0;
    }

    void IOnDeserialized.OnDeserialized(DeserializationContext context) => _services = context.ServiceProvider;

    private IServiceProvider Services => _services ?? throw new InvalidOperationException("the batch was not deserialized by Orleans");

    private Activity? Start(StreamRecord record)
    {
        var parent = record.HeaderText(TraceHeaders.Parent);
        ActivityContext.TryParse(parent, record.HeaderText(TraceHeaders.State), isRemote: true, out var context);
        var activity = KafkaStreamMetrics.Traces.StartActivity("orleans.stream process", ActivityKind.Consumer, context);
        return activity?.SetTag("messaging.system", "kafka")
            .SetTag("messaging.destination.partition.id", Partition)
            .SetTag("messaging.kafka.offset", record.Offset);
    }
}
