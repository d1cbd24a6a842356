using OrleansFlights.Log.DeadLetters;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Reading;

namespace OrleansFlights.Streams.Provider;

/// <summary>A partition that is being read.</summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
internal sealed class PartitionSession<TEvent>(
    int partition,
    PartitionReader<TEvent> reader,
    BatchDispatcher<TEvent> feeder,
    Checkpointer<TEvent> checkpointer,
    DeadLetterWriter deadLetters,
    ConsumerOffsetPublisher lag,
    Action closed) : IAsyncDisposable
{
    public int Partition => partition;

    public PartitionReader<TEvent> Reader => reader;

    public BatchDispatcher<TEvent> BatchDispatcher => feeder;

    public Checkpointer<TEvent> Checkpointer => checkpointer;

    /// <summary>Makes a checkpoint and shows it to those who look at the log from outside.</summary>
    public async Task CheckpointAsync(TimeSpan patience, TimeSpan spread, CancellationToken cancellationToken)
    {
        await checkpointer.CheckpointAsync(patience, spread, cancellationToken);
        lag.Show(checkpointer.Recorded);
    }

    /// <summary>Makes the last checkpoint and waits until it is shown.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await CheckpointAsync(TimeSpan.Zero, TimeSpan.Zero, cancellationToken);
        await lag.FinishAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        closed();
        await deadLetters.DisposeAsync();
        lag.Dispose();
        feeder.Dispose();
        checkpointer.Dispose();
        reader.Dispose();
    }
}
