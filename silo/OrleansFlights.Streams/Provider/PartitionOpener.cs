using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Streams.Reading;

namespace OrleansFlights.Streams.Provider;

/// <summary>
/// Opens a partition where its reading has to go on: at the recorded checkpoint, else at the lowest cut that may be published again. When
/// the log no longer reaches back that far, the reader meets a hole, which is recorded, so that answers say they are incomplete.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <param name="partition">The partition.</param>
/// <param name="mapper">Makes the reader's mapper.</param>
/// <param name="services">What all partitions share.</param>
internal sealed partial class PartitionOpener<TEvent>(int partition, Func<IRecordMapper<TEvent>> mapper, PartitionServices services)
{
    // Making a reference takes longer than a call by it.
    private readonly ConcurrentDictionary<StreamId, ICheckpointedConsumer<TEvent>> _consumers = new();
    private readonly ILogger _logger = services.Loggers.CreateLogger(typeof(PartitionOpener<>).Namespace + ".Partition");

    public int Partition => partition;

    public LogGuard Guard => services.Guard;

    public PartitionStatuses Statuses => services.Statuses;

    /// <summary>Opens the partition, once.</summary>
    /// <exception cref="LogException">The log is another than what is stored belongs to, ends below the checkpoint, or cannot be
    /// read.</exception>
    public async Task<PartitionSession<TEvent>> OpenAsync(PartitionOutbox<TEvent> cache, CancellationToken cancellationToken)
    {
        await services.Guard.CheckAsync(cancellationToken);
        var checkpoints = services.Checkpoints;
        var life = await checkpoints.GetLifeAsync(cancellationToken);
        var recorded = await checkpoints.ReadAsync(cancellationToken);
        var apart = await checkpoints.ReadQuarantineAsync(cancellationToken);
        var floor = await services.Floor.GetAsync(partition, cancellationToken);
        long? stored = recorded.TryGetValue(partition, out var found) ? found : null;
        var start = PartitionStart.Of(partition, stored, floor, apart, life);
        await ThrowIfShortAsync(start, cancellationToken);

        var (topic, options) = (services.EventLog.Events, services.Options);
        var missed = new MissedRecords(found, start.Offset, Judge());
        var deadLetters = await DeadLetterWriter.OpenAsync(
            topic, services.EventLog.DeadLetters, partition, _logger, missed, cancellationToken);
        var reader = new PartitionReader<TEvent>(topic, start, mapper(), deadLetters, RecordAsync, options, _logger);
        cache.Begin(start.Offset);
        var recorder = new CheckpointRecorder<TEvent>(new PartitionCheckpoints(start), reader, cache, checkpoints, _logger);
        var consumers = new CheckpointConsumers<TEvent>(recorder, cache, Consumer, options.CheckpointConcurrency);
        var quarantine = new StreamQuarantine(start.Apart, start.Offset);
        var checkpointer = new Checkpointer<TEvent>(recorder, quarantine, cache, deadLetters, checkpoints, consumers, _logger);
        LogOpened(topic.Topic, partition, start.Offset);
        var lag = new ConsumerOffsetPublisher(partition, topic as IOffsetCommitter, _logger);
        var feeder = new BatchDispatcher<TEvent>(partition, cache, Consumer, () => recorder.SettledIn, consumers.ResendAsync, _logger);
        return new PartitionSession<TEvent>(partition, reader, feeder, checkpointer, deadLetters, lag);
    }

    /// <summary>A log that ends below what was read of it went back in time: new records would take offsets that count as read.</summary>
    private async Task ThrowIfShortAsync(PartitionStart start, CancellationToken cancellationToken)
    {
        var ranges = await services.EventLog.Events.GetOffsetsAsync(cancellationToken);
        var end = ranges.FirstOrDefault(range => range.Partition == partition).End;
        if (!start.IsWithin(end))
        {
            throw new LogException(
                $"{services.EventLog.Events.Topic}/{partition} ends at {end}, but was read up to {start.Offset}: the log has lost its end. "
                + "Bring it back, or start over with 'batch reset'.");
        }
    }

    /// <summary>Records a hole and has this silo's answers know of it before the reader goes on.</summary>
    private async Task RecordAsync(LogHole hole, CancellationToken cancellationToken)
    {
        await services.Checkpoints.AddHoleAsync(hole, cancellationToken);
        await services.Floor.GetAsync(partition, cancellationToken);
    }

    /// <summary>Says what of records that nobody reads is no event; what is one was counted by the generation.</summary>
    private RecordJudge Judge()
    {
        var (judge, scrap) = (mapper(), new PolledBatchBuilder<TEvent>(partition, 0, 0));
        return (in LogRecord record) =>
        {
            var reason = judge.Map(in record, scrap);
            scrap.Abandon();
            return reason;
        };
    }

    private ICheckpointedConsumer<TEvent> Consumer(StreamId stream) => _consumers.GetOrAdd(stream, static (stream, grains) =>
        grains.GetGrain<ICheckpointedConsumer<TEvent>>(GrainId.Create(stream.GetNamespace()!, stream.GetKeyAsString())), services.Grains);

    [LoggerMessage(40, LogLevel.Information, "Reading {Topic}/{Partition} from {Offset}")]
    private partial void LogOpened(string topic, int partition, long offset);
}
