using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>
/// Asks the grains. Cancelling ends the wait, not the grain's work. A read that a silo took with it when it went is asked again, for as
/// long as it takes the others to notice a silo that was stopped: reads change nothing, and the view is elsewhere by then.
/// </summary>
public sealed class GrainViews(IGrainFactory grains) : IFlightViews
{
    private static readonly TimeSpan[] Pauses = [.. new[] { 50, 100, 200, 400, 800, 1_600 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    /// <inheritdoc/>
    public ValueTask<ViewAnswer> ReadAsync(ViewKey view, CancellationToken cancellationToken) =>
        AskAsync(() => grains.View(view).Read(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WindowsAnswer> ReadWindowsAsync(ViewKey view, WindowQuery query, CancellationToken cancellationToken) =>
        AskAsync(() => grains.View(view).ReadWindows(query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<RankingEntry>> TopAsync(Dimension dimension, int count, CancellationToken cancellationToken) =>
        AskAsync(() => Directory(dimension).Top(count), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RankingPage> ListAsync(Dimension dimension, RankingQuery query, CancellationToken cancellationToken) =>
        AskAsync(() => Directory(dimension).List(query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PipelineAnswer> ReadPipelineAsync(CancellationToken cancellationToken) =>
        AskAsync(() => grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key).Read(), cancellationToken);

    private IRankingGrain Directory(Dimension dimension) => grains.GetGrain<IRankingGrain>(dimension.Name());

    private static ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        var call = ask();
        return call.IsCompletedSuccessfully ? call : new ValueTask<T>(WaitAsync(call.AsTask(), ask, cancellationToken));
    }

    private static async Task<T> WaitAsync<T>(Task<T> call, Func<ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        foreach (var pause in Pauses)
        {
            try
            {
                return await call.WaitAsync(cancellationToken);
            }
            catch (OrleansException)
            {
                await Task.Delay(pause, cancellationToken);
                call = ask().AsTask();
            }
        }

        return await call.WaitAsync(cancellationToken);
    }
}
