using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>
/// Follows one flight: reads it from the search index once a second while somebody watches, and publishes it when it changed. The index may
/// be written by another process, so looking is the one way that always works. What is read is merged with what was published, so that
/// clients never see an older state after a newer one, not even when an index that was made anew is a moment behind.
/// </summary>
public sealed class FlightLiveState(LiveStateContext context, IFlightSearch search, string flightId) : LiveState<FlightDocument>(context)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override string Name => $"flight {flightId}";

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        if (await search.GetAsync(flightId, cancellationToken) is { } flight)
        {
            var merged = Latest.Value is { } known ? FlightDocument.Merge(known, flight) : flight;
            if (merged != Latest.Value)
                Latest.Publish(merged);
        }

        return Interval;
    }

    /// <inheritdoc/>
    protected override ValueTask LeaveAsync() => ValueTask.CompletedTask;
}
