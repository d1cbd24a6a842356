using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>
/// What changes, for all clients of this process: one grain observer per view however many watch. Each stream begins with the state now
/// and holds only the newest one for its reader.
/// </summary>
public sealed class ViewHub : IAsyncDisposable
{
    private readonly SharedLiveStates<ViewKey, ViewAnswer> _views;
    private readonly SharedLiveStates<(Dimension Dimension, int Count), TopViews> _tops;
    private readonly SharedLiveStates<(Dimension Dimension, int Count), TopViews> _changes;
    private readonly SharedLiveStates<string, PipelineAnswer> _pipeline;
    private readonly SharedLiveStates<string, FlightDocument> _flights;

    /// <summary>Makes the hub.</summary>
    public ViewHub(LiveStateContext context, IFlightSearch search)
    {
        _views = new(view => new ViewLiveState(context, view));
        _tops = new(top => new TopLiveState(context, top.Dimension, top.Count));
        _changes = new(changes => new ChangesLiveState(context, changes.Dimension, changes.Count));
        _pipeline = new(_ => new PipelineLiveState(context));
        _flights = new(id => new FlightLiveState(context, search, id));
        context.Metrics.ObserveFeeds(() => Feeds);
    }

    /// <summary>How many things are followed now.</summary>
    public int Feeds => _views.Count + _tops.Count + _changes.Count + _pipeline.Count + _flights.Count;

    /// <summary>A view as it changes.</summary>
    public IAsyncEnumerable<ViewAnswer> WatchAsync(ViewKey view, CancellationToken cancellationToken) =>
        _views.WatchAsync(view, cancellationToken);

    /// <summary>The views of a dimension with the most events as they change.</summary>
    public IAsyncEnumerable<TopViews> WatchTopAsync(Dimension dimension, int count, CancellationToken cancellationToken) =>
        _tops.WatchAsync((dimension, count), cancellationToken);

    /// <summary>The views of a dimension that changed, at most so many, once a second.</summary>
    public IAsyncEnumerable<TopViews> WatchChangesAsync(Dimension dimension, int count, CancellationToken cancellationToken) =>
        _changes.WatchAsync((dimension, count), cancellationToken);

    /// <summary>The pipeline, once a second.</summary>
    public IAsyncEnumerable<PipelineAnswer> WatchPipelineAsync(CancellationToken cancellationToken) =>
        _pipeline.WatchAsync(IPipelineGrain.Key, cancellationToken);

    /// <summary>A flight as it changes; the first message comes when the search index knows it.</summary>
    public IAsyncEnumerable<FlightDocument> WatchFlightAsync(string flightId, CancellationToken cancellationToken) =>
        _flights.WatchAsync(flightId, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _views.DisposeAsync();
        await _tops.DisposeAsync();
        await _changes.DisposeAsync();
        await _pipeline.DisposeAsync();
        await _flights.DisposeAsync();
    }
}
