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
internal sealed partial class PartitionOpener<TEvent>(
    int partition,
    IEventLog eventLog,
    LogGuard guard,
    ICheckpointStore checkpoints,
    IReplayStart floor,
    Func<IRecordMapper<TEvent>> mapper,
    IGrainFactory grains,
    PartitionStatuses statuses,
    LogStreamOptions options,
    ILoggerFactory loggers)
{
    // Making a reference takes longer than a call by it.
    private readonly ConcurrentDictionary<StreamId, ICheckpointedConsumer<TEvent>> _consumers = new();
    private readonly ILogger _logger = loggers.CreateLogger(typeof(PartitionOpener<>).Namespace + ".Partition");

    public int Partition => partition;

    public LogGuard Guard => guard;

    public PartitionStatuses Statuses => statuses;

    /// <summary>Opens the partition, once.</summary>
    /// <exception cref="LogException">The log is another than what is stored belongs to, ends below the checkpoint, or cannot be
    /// read.</exception>
    public async Task<PartitionSession<TEvent>> OpenAsync(PartitionOutbox<TEvent> cache, CancellationToken cancellationToken)
    {
        await guard.CheckAsync(cancellationToken);
        var recorded = await checkpoints.ReadAsync(cancellationToken);
        var apart = (await checkpoints.ReadQuarantineAsync(cancellationToken)).Where(stream => stream.Partition == partition).ToList();
        var settled = await floor.GetAsync(partition, cancellationToken);
        long? stored = recorded.TryGetValue(partition, out var found) ? found : null;
        var start = Math.Max(found, settled);
        await ThrowIfShortAsync(start, cancellationToken);

        var missed = new MissedRecords(found, start, Judge());
        var deadLetters = await DeadLetterWriter.OpenAsync(
            eventLog.Events, eventLog.DeadLetters, partition, _logger, missed, cancellationToken);
        var from = new ReaderStart(start, settled, apart.Select(stream => stream.Stream).ToHashSet());
        var reader = new PartitionReader<TEvent>(eventLog.Events, partition, from, mapper(), deadLetters, RecordAsync, options, _logger);
        cache.Begin(start);
        var checkpointer = new Checkpointer<TEvent>(
            partition,
            new CheckpointPlan(start, settled),
            stored,
            new StreamQuarantine(apart, start),
            cache,
            reader,
            deadLetters,
            checkpoints,
            Consumer,
            options,
            _logger);
        LogOpened(eventLog.Events.Topic, partition, start);
        var lag = new ConsumerOffsetPublisher(partition, eventLog.Events as IOffsetCommitter, _logger);
        var feeder = new BatchDispatcher<TEvent>(partition, cache, Consumer, checkpointer.ResendAsync, _logger);
        return new PartitionSession<TEvent>(partition, reader, feeder, checkpointer, deadLetters, lag);
    }

    /// <summary>A log that ends below what was read of it went back in time: new records would take offsets that count as read.</summary>
    private async Task ThrowIfShortAsync(long start, CancellationToken cancellationToken)
    {
        var ranges = await eventLog.Events.GetOffsetsAsync(cancellationToken);
        var end = ranges.FirstOrDefault(range => range.Partition == partition).End;
        if (end < start)
        {
            throw new LogException(
                $"{eventLog.Events.Topic}/{partition} ends at {end}, but was read up to {start}: the log has lost its end. Bring it back, "
                + "or start over with 'batch reset'.");
        }
    }

    /// <summary>Records a hole and has this silo's answers know of it before the reader goes on.</summary>
    private async Task RecordAsync(LogHole hole, CancellationToken cancellationToken)
    {
        await checkpoints.AddHoleAsync(hole, cancellationToken);
        await floor.GetAsync(partition, cancellationToken);
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
        grains.GetGrain<ICheckpointedConsumer<TEvent>>(GrainId.Create(stream.GetNamespace()!, stream.GetKeyAsString())), grains);

    [LoggerMessage(40, LogLevel.Information, "Reading {Topic}/{Partition} from {Offset}")]
    private partial void LogOpened(string topic, int partition, long offset);
}
