using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpoints;

namespace OrleansFlights.Streams.Reading;

/// <summary>
/// Opens a partition where its reading has to go on: at the recorded checkpoint, else at the lowest cut that may be published again. When the
/// log no longer reaches back that far, the hole is recorded, so that answers say they are incomplete.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
internal sealed partial class PartitionStart<TEvent>(
    int partition,
    IEventLogs logs,
    ICheckpointStore checkpoints,
    IReplayFloor floor,
    Func<IRecordMapper<TEvent>> mapper,
    IGrainFactory grains,
    PartitionStatuses statuses,
    LogStreamOptions options,
    ILoggerFactory loggers)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    // Making a reference takes longer than a call by it.
    private readonly ConcurrentDictionary<StreamId, ICoveredConsumer<TEvent>> _consumers = new();
    private readonly ILogger _logger = loggers.CreateLogger(typeof(PartitionStart<>).Namespace + ".Partition");

    public async Task<PartitionRun<TEvent>> OpenAsync(LaneCache<TEvent> cache, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryOpenAsync(cache, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogCannotOpen(e, logs.Events.Topic, partition, RetryPause);
                await Task.Delay(RetryPause, cancellationToken);
            }
        }
    }

    private async Task<PartitionRun<TEvent>> TryOpenAsync(LaneCache<TEvent> cache, CancellationToken cancellationToken)
    {
        var recorded = await checkpoints.ReadAsync(cancellationToken);
        var settled = await floor.GetAsync(partition, cancellationToken);
        var start = Math.Max(recorded.GetValueOrDefault(partition), settled);
        var extents = await logs.Events.GetExtentsAsync(cancellationToken);
        var begin = extents.FirstOrDefault(e => e.Partition == partition).Begin;
        if (begin > start)
        {
            LogHole(logs.Events.Topic, partition, start, begin);
            await checkpoints.AddHoleAsync(new LogHole(partition, start, begin), cancellationToken);
            start = begin;
        }

        var deadLetters = await DeadLetterWriter.OpenAsync(logs.Events, logs.DeadLetters, partition, _logger, cancellationToken);
        var reader = new PartitionReader<TEvent>(logs.Events, partition, start, settled, mapper(), deadLetters, options, _logger);
        cache.Begin(start);
        var checkpointer = new Checkpointer<TEvent>(
            partition, new CheckpointPlan(start, settled), cache, reader, deadLetters, checkpoints, Consumer, options, _logger);
        var status = () => new PartitionStatus(partition, reader.Position, cache.Delivered, checkpointer.Recorded, cache.RetainedBytes, checkpointer.Age);
        statuses.Set(partition, status);
        LogOpened(logs.Events.Topic, partition, start);
        var lag = new LagReport(partition, logs.Events as ILagReporter, _logger);
        var feeder = new Feeder<TEvent>(partition, cache, Consumer, checkpointer.ResendAsync, _logger);
        return new PartitionRun<TEvent>(partition, reader, feeder, checkpointer, deadLetters, lag, () => statuses.Remove(partition, status));
    }

    private ICoveredConsumer<TEvent> Consumer(StreamId stream) => _consumers.GetOrAdd(stream, static (stream, grains) =>
        grains.GetGrain<ICoveredConsumer<TEvent>>(GrainId.Create(stream.GetNamespace()!, stream.GetKeyAsString())), grains);

    [LoggerMessage(40, LogLevel.Information, "Reading {Topic}/{Partition} from {Offset}")]
    private partial void LogOpened(string topic, int partition, long offset);

    [LoggerMessage(41, LogLevel.Error, "{Topic}/{Partition} was cut off: offsets {From} to {To} are gone before they were read; answers that need them are marked incomplete")]
    private partial void LogHole(string topic, int partition, long from, long to);

    [LoggerMessage(42, LogLevel.Error, "Cannot open {Topic}/{Partition}; trying again in {Pause}")]
    private partial void LogCannotOpen(Exception exception, string topic, int partition, TimeSpan pause);
}
