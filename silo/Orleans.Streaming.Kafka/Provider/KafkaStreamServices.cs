using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Streams.Filtering;

namespace Orleans.Streaming.Kafka;

/// <summary>What the parts of one provider in one process share.</summary>
internal sealed class KafkaStreamServices : IDisposable
{
    private readonly ILogger _logger;
    private readonly ConsumerGroupCheckpoints _checkpoints;

    public KafkaStreamServices(IServiceProvider services, string name)
    {
        Services = services;
        Name = name;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger($"{typeof(KafkaStreamServices).Namespace}.{name}");
        Options = services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name);
        var group = Options.GroupId ?? $"{services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId}-{name}";
        Connection = new KafkaConnection(name, group, Options, _logger);
        _checkpoints = new ConsumerGroupCheckpoints(Connection);
        Topics = new KafkaTopics(Connection);
        Format = services.GetRequiredKeyedService<IStreamRecordFormat>(name);
        Writer = new RecordWriter(name, Connection, Format, services.GetRequiredService<Serializer>());
        Statuses = new PartitionStatuses(name);
        KafkaStreamMetrics.Observe(Statuses);
    }

    public string Name { get; }

    public IServiceProvider Services { get; }

    public KafkaStreamOptions Options { get; }

    public KafkaConnection Connection { get; }

    public KafkaTopics Topics { get; }

    public IStreamRecordFormat Format { get; }

    public RecordWriter Writer { get; }

    public PartitionStatuses Statuses { get; }

    public PartitionBuffer MakeBuffer(int partition) => new(Name, partition, Options, Services)
    {
        // A filter looks at one event at a time.
        MaxBatchRecords = Services.GetKeyedService<IStreamFilter>(Name) is null ? Options.MaxBatchRecords : 1,
    };

    public PartitionReceiver MakeReceiver(PartitionBuffer buffer)
    {
        var store = Services.GetKeyedService<IStreamCheckpointStore>(Name) ?? _checkpoints;
        return new PartitionReceiver(
            Name,
            buffer,
            new PartitionReader(Name, buffer.Partition, Connection, Format, DeadLetters, _logger),
            new ReplayScanner(Name, buffer, Connection, Format, _logger),
            new PartitionOpening(buffer.Partition, Connection, store),
            Statuses,
            _logger);
    }

    public PoisonHandler MakePoisonHandler(PartitionBuffer buffer) => new(
        buffer.Partition, buffer.Poison, DeadLetters, Options.PoisonPolicy, Services.GetKeyedService<IStreamFailureHandler>(Name), _logger);

    public void Dispose()
    {
        _checkpoints.Dispose();
        Connection.Dispose();
    }

    private DeadLetterWriter DeadLetters => new(Name, Connection, _logger);
}
