using System.Collections.Immutable;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>
/// The recorded checkpoints as the pipeline tells them. Every event below one is in its view's durable state and every key in its ranking,
/// so a view read afterwards counts all of them, whatever its own watermarks say: those rise only with its own events.
/// </summary>
public sealed class SettledPositions(GrainViews grains, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private Task<PipelineAnswer>? _reading;
    private long _read;

    /// <summary>
    /// The checkpoints, at most a moment old; concurrent callers share one question. A partition that nobody reads now has none.
    /// </summary>
    public async ValueTask<ImmutableArray<PartitionOffset>> ReadAsync(CancellationToken cancellationToken)
    {
        var pipeline = await PipelineAsync(cancellationToken);
        return [.. pipeline.Partitions.Where(p => p.Checkpoint > 0).Select(p => new PartitionOffset(p.Partition, p.Checkpoint))];
    }

    /// <summary>The pipeline, at most a moment old.</summary>
    public Task<PipelineAnswer> PipelineAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_reading is null || _reading.IsFaulted || _reading.IsCanceled
                || (_reading.IsCompleted && time.GetElapsedTime(_read) > Fresh))
            {
                _reading = grains.ReadPipelineAsync(CancellationToken.None).AsTask();
                _read = time.GetTimestamp();
            }

            return _reading.WaitAsync(cancellationToken);
        }
    }
}
