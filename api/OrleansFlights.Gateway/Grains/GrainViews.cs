using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Foundation;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>
/// Asks the grains. Cancelling ends the wait, not the grain's work. A read that a silo took with it when it went is asked again, for as
/// long as it takes the others to notice a silo that was stopped: reads change nothing, and the view is elsewhere by then.
/// </summary>
public sealed class GrainViews(IGrainFactory grains)
{
    private const int Retries = 7;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>The answer of a view and windows of the same moment.</summary>
    public async ValueTask<ViewReading> ReadAsync(ViewKey view, ViewQuery query, CancellationToken cancellationToken) =>
        query.Windows.IsEmpty
            ? new(await AskAsync(() => grains.View(view).Read(), cancellationToken), [])
            : await AskAsync(() => grains.View(view).Read(query), cancellationToken);

    /// <summary>
    /// Whether a view ever had an event that was delivered: its ranking knows it, or it is counting right now and has not been reported
    /// yet. Wakes no grain of the view.
    /// </summary>
    public async ValueTask<bool> IsKnownAsync(ViewKey view, CancellationToken cancellationToken)
    {
        try
        {
            return await Directory(view.Dimension).Knows(view.Key).AsTask().WaitAsync(cancellationToken)
                || await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grains.View(view), cancellationToken).AsTask()
                    .WaitAsync(cancellationToken) is not null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return true; // Who cannot be asked, or is of a version that cannot tell, leaves it to the view itself.
        }
    }

    /// <summary>The keys of a dimension with the most events.</summary>
    public ValueTask<ImmutableArray<RankingEntry>> TopAsync(Dimension dimension, int count, CancellationToken cancellationToken) =>
        AskAsync(() => Directory(dimension).Top(count), cancellationToken);

    /// <summary>A page of the keys of a dimension.</summary>
    public ValueTask<RankingPage> ListAsync(Dimension dimension, RankingQuery query, CancellationToken cancellationToken) =>
        AskAsync(() => Directory(dimension).List(query), cancellationToken);

    /// <summary>The pipeline now.</summary>
    public ValueTask<PipelineAnswer> ReadPipelineAsync(CancellationToken cancellationToken) =>
        AskAsync(() => grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key).Read(), cancellationToken);

    private IRankingGrain Directory(Dimension dimension) => grains.GetGrain<IRankingGrain>(dimension.Name());

    private static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                return await ask().AsTask().WaitAsync(cancellationToken);
            }
            catch (OrleansException) when (backoff.Failures < Retries)
            {
                await Task.Delay(backoff.Next(), cancellationToken);
            }
        }
    }
}
