using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Route</c>.</summary>
public sealed class RouteNode(ViewLoader view) : IViewObject
{
    ViewLoader IViewObject.View => view;

    private const int CodeLength = 3;

    /// <summary>Airport left.</summary>
    public string Origin => view.Key.Key[..CodeLength];

    /// <summary>Airport flown to.</summary>
    public string Destination => view.Key.Key[(CodeLength + 1)..];

    /// <summary>Counts.</summary>
    public ValueTask<TallyNode> GetTally(CancellationToken cancellationToken) => view.TallyAsync(cancellationToken);

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => view.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => view.CursorAsync(cancellationToken);
}

/// <summary>Schema type <c>Airline</c>.</summary>
public sealed class AirlineNode(ViewLoader view) : IViewObject
{
    ViewLoader IViewObject.View => view;

    /// <summary>Name.</summary>
    public string Name => view.Key.Key;

    /// <summary>Counts.</summary>
    public ValueTask<TallyNode> GetTally(CancellationToken cancellationToken) => view.TallyAsync(cancellationToken);

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => view.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => view.CursorAsync(cancellationToken);
}

/// <summary>Schema type <c>Airport</c>.</summary>
public sealed class AirportNode(Grains.IFlightViews views, AirportCode code, ImmutableArray<PartitionOffset> atLeast = default)
{
    /// <summary>Code.</summary>
    public string Code => code.ToString();

    /// <summary>Flights that leave.</summary>
    public ViewNode Departures => new(new ViewLoader(views, ViewKey.Departures(code), atLeast: atLeast));

    /// <summary>Flights that arrive.</summary>
    public ViewNode Arrivals => new(new ViewLoader(views, ViewKey.Arrivals(code), atLeast: atLeast));
}

/// <summary>Schema type <c>View</c>.</summary>
public sealed class ViewNode(ViewLoader view) : IViewObject
{
    ViewLoader IViewObject.View => view;

    /// <summary>Counts.</summary>
    public ValueTask<TallyNode> GetTally(CancellationToken cancellationToken) => view.TallyAsync(cancellationToken);

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => view.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => view.CursorAsync(cancellationToken);
}

/// <summary>Schema type <c>Totals</c>: the counts themselves, and what every answer has.</summary>
public sealed class TotalsNode(ViewLoader view) : IViewObject
{
    ViewLoader IViewObject.View => view;

    /// <summary>Events.</summary>
    public async ValueTask<long> GetEvents(CancellationToken cancellationToken) => (await view.TallyAsync(cancellationToken)).Events;

    /// <summary>Events by status.</summary>
    public async ValueTask<StatusCountsNode> GetByStatus(CancellationToken cancellationToken) =>
        (await view.TallyAsync(cancellationToken)).ByStatus;

    /// <summary>Delays; null without departures.</summary>
    public async ValueTask<DelayNode?> GetDelay(CancellationToken cancellationToken) => (await view.TallyAsync(cancellationToken)).Delay;

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => view.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => view.CursorAsync(cancellationToken);
}
