using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>Follows the pipeline: reads it once a second while somebody watches.</summary>
public sealed class PipelineLiveState(LiveStateContext context) : LiveState<PipelineAnswer>(context)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly LiveStateContext _context = context;

    /// <inheritdoc/>
    protected override string Name => IPipelineGrain.Key;

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        Latest.Publish(await _context.Views.ReadPipelineAsync(cancellationToken));
        return Interval;
    }

    /// <inheritdoc/>
    protected override ValueTask LeaveAsync() => ValueTask.CompletedTask;
}
