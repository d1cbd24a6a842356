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
/// Opens a partition where its reading has to go on: at the recorded checkpoint, else at the lowest cut that may be published again. When the
/// log no longer reaches back that far, the hole is recorded, so that answers say they are incomplete.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
internal sealed partial class PartitionOpener<TEvent>(
    int partition,
    IEventLog eventLog,
    ICheckpointStore checkpoints,
    IReplayStart floor,
    Func<IRecordMapper<TEvent>> mapper,
    IGrainFactory grains,
    PartitionStatuses statuses,
    LogStreamOptions options,
    ILoggerFactory loggers)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    // Making a reference takes longer than a call by it.
    private readonly ConcurrentDictionary<StreamId, ICheckpointedConsumer<TEvent>> _consumers = new();
    private readonly ILogger _logger = loggers.CreateLogger(typeof(PartitionOpener<>).Namespace + ".Partition");

    public async Task<PartitionSession<TEvent>> OpenAsync(PartitionOutbox<TEvent> cache, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryOpenAsync(cache, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogCannotOpen(e, eventLog.Events.Topic, partition, RetryPause);
                await Task.Delay(RetryPause, cancellationToken);
            }
        }
    }

    private async Task<PartitionSession<TEvent>> TryOpenAsync(PartitionOutbox<TEvent> cache, CancellationToken cancellationToken)
    {
        var recorded = await checkpoints.ReadAsync(cancellationToken);
        var settled = await floor.GetAsync(partition, cancellationToken);
        var start = Math.Max(recorded.GetValueOrDefault(partition), settled);
        var ranges = await eventLog.Events.GetOffsetsAsync(cancellationToken);
        var begin = ranges.FirstOrDefault(e => e.Partition == partition).Begin;
        if (begin > start)
        {
            LogHole(eventLog.Events.Topic, partition, start, begin);
            await checkpoints.AddHoleAsync(new LogHole(partition, start, begin), cancellationToken);
            start = begin;
        }

        var deadLetters = await DeadLetterWriter.OpenAsync(eventLog.Events, eventLog.DeadLetters, partition, _logger, cancellationToken);
        var reader = new PartitionReader<TEvent>(eventLog.Events, partition, start, settled, mapper(), deadLetters, options, _logger);
        cache.Begin(start);
        var checkpointer = new Checkpointer<TEvent>(
            partition, new CheckpointPlan(start, settled), cache, reader, deadLetters, checkpoints, Consumer, options, _logger);
        var status = () => new PartitionStatus(partition, reader.Position, cache.Delivered, checkpointer.Recorded, cache.RetainedBytes, checkpointer.Age);
        statuses.Set(partition, status);
        LogOpened(eventLog.Events.Topic, partition, start);
        var lag = new ConsumerOffsetPublisher(partition, eventLog.Events as IOffsetCommitter, _logger);
        var feeder = new BatchDispatcher<TEvent>(partition, cache, Consumer, checkpointer.ResendAsync, _logger);
        return new PartitionSession<TEvent>(partition, reader, feeder, checkpointer, deadLetters, lag, () => statuses.Remove(partition, status));
    }

    private ICheckpointedConsumer<TEvent> Consumer(StreamId stream) => _consumers.GetOrAdd(stream, static (stream, grains) =>
        grains.GetGrain<ICheckpointedConsumer<TEvent>>(GrainId.Create(stream.GetNamespace()!, stream.GetKeyAsString())), grains);

    [LoggerMessage(40, LogLevel.Information, "Reading {Topic}/{Partition} from {Offset}")]
    private partial void LogOpened(string topic, int partition, long offset);

    [LoggerMessage(41, LogLevel.Error, "{Topic}/{Partition} was cut off: offsets {From} to {To} are gone before they were read; answers that need them are marked incomplete")]
    private partial void LogHole(string topic, int partition, long from, long to);

    [LoggerMessage(42, LogLevel.Error, "Cannot open {Topic}/{Partition}; trying again in {Pause}")]
    private partial void LogCannotOpen(Exception exception, string topic, int partition, TimeSpan pause);
}
