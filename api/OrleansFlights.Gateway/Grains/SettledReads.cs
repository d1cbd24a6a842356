using System.Collections.Immutable;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>
/// Waits for the parts of the system that have no watermarks of their own: rankings, which are complete up to the recorded checkpoints, and
/// the pipeline.
/// </summary>
public sealed class SettledReads(IFlightViews views, SettledPositions settled, GraphQLLimits limits, TimeProvider time)
{
    private const double ShareOfTimeout = 0.8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when everything below the positions is settled: its views durable, its keys in their rankings.</summary>
    /// <exception cref="NotYetException">It is not within the time limit.</exception>
    public async ValueTask WaitAsync(ImmutableArray<PartitionOffset> positions, CancellationToken cancellationToken)
    {
        if (positions.IsEmpty)
            return;
        await UntilAsync("What is settled", positions, settled.ReadAsync, checkpoints => checkpoints, cancellationToken);
    }

    /// <summary>The pipeline when every event below the positions was delivered to its views.</summary>
    /// <exception cref="NotYetException">They were not within the time limit.</exception>
    public async ValueTask<PipelineAnswer> PipelineAsync(ImmutableArray<PartitionOffset> positions, CancellationToken cancellationToken) =>
        await UntilAsync(
        "The pipeline",
        positions,
        views.ReadPipelineAsync,
        pipeline => [.. pipeline.Partitions.Select(p => new PartitionOffset(p.Partition, p.Watermark))],
        cancellationToken);

    private async ValueTask<T> UntilAsync<T>(
        string subject,
        ImmutableArray<PartitionOffset> wanted,
        Func<CancellationToken, ValueTask<T>> read,
        Func<T, ImmutableArray<PartitionOffset>> reached,
        CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var state = await read(cancellationToken);
            if (Positions.Cover(reached(state), wanted))
                return state;
            if (time.GetElapsedTime(began) > limits.Timeout * ShareOfTimeout)
                throw new NotYetException(subject, reached(state), wanted);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
