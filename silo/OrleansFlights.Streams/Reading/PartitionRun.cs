using Microsoft.Extensions.Logging;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpoints;

namespace OrleansFlights.Streams.Reading;

/// <summary>A partition that is being read.</summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
internal sealed partial class PartitionRun<TEvent>(
    int partition,
    PartitionReader<TEvent> reader,
    Checkpointer<TEvent> checkpointer,
    DeadLetterWriter deadLetters,
    ILagReporter? lag,
    Action closed,
    ILogger logger) : IAsyncDisposable
{
    private long _reported = -1;

    public int Partition => partition;

    public PartitionReader<TEvent> Reader => reader;

    public Checkpointer<TEvent> Checkpointer => checkpointer;

    /// <summary>Makes a checkpoint and shows it to those who look at the log from outside.</summary>
    public async Task CheckpointAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await checkpointer.CheckpointAsync(patience, cancellationToken);
        var recorded = checkpointer.Recorded;
        if (lag is null || recorded == _reported)
            return;
        try
        {
            await lag.CommitCheckpointAsync(partition, recorded, cancellationToken);
            _reported = recorded;
        }
        catch (LogException e)
        {
            // For display only: the next checkpoint shows both.
            LogNotShown(e, partition, recorded);
        }
    }

    public async ValueTask DisposeAsync()
    {
        closed();
        await deadLetters.DisposeAsync();
        checkpointer.Dispose();
        reader.Dispose();
    }

    [LoggerMessage(43, LogLevel.Warning, "The checkpoint of partition {Partition} at {Position} could not be shown on the log")]
    private partial void LogNotShown(Exception exception, int partition, long position);
}
