using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Flights.Reference;
using OrleansFlights.Gateway.Calendar;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Route</c>.</summary>
public sealed class RouteNode(ViewLoader view) : IViewObject
{
    ViewLoader IViewObject.View => view;

    private const int CodeLength = 3;

    /// <summary>Unique among all objects.</summary>
    public string Id => NodeIds.Of(NodeIds.Route, view.Key.Key);

    /// <summary>Airport left, as an object.</summary>
    public AirportNode GetOriginAirport(IFlightViews views) => new(views, ArgumentRules.Airport("origin", Origin));

    /// <summary>Airport flown to, as an object.</summary>
    public AirportNode GetDestinationAirport(IFlightViews views) => new(views, ArgumentRules.Airport("destination", Destination));

    /// <summary>Airport left.</summary>
    public string Origin => view.Key.Key[..CodeLength];

    /// <summary>Airport flown to.</summary>
    public string Destination => view.Key.Key[(CodeLength + 1)..];

    /// <summary>Whether any event was counted.</summary>
    public ValueTask<bool> GetSeen(CancellationToken cancellationToken) => view.SeenAsync(cancellationToken);

    /// <summary>Counts.</summary>
    public ValueTask<TallyNode> GetTally(CancellationToken cancellationToken) => view.TallyAsync(cancellationToken);

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>Counts by windows of a calendar.</summary>
    public ValueTask<SeriesNode> GetSeries(
        DateTimeOffset from, DateTimeOffset to, int? minutes, CalendarUnit? unit, string? timeZone, bool? fill, DateTimeOffset? compareFrom,
            int? first, string? after, CancellationToken cancellationToken) =>
        view.SeriesAsync(
            new(from, to)
            {
                Minutes = minutes,
                Unit = unit,
                TimeZone = timeZone,
                Fill = fill,
                CompareFrom = compareFrom,
                First = first,
                After = after,
            },
            cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => view.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => view.CursorAsync(cancellationToken);
}

/// <summary>Schema type <c>Airline</c>.</summary>
public sealed class AirlineNode(ViewLoader view) : IViewObject
{
    ViewLoader IViewObject.View => view;

    /// <summary>Unique among all objects.</summary>
    public string Id => NodeIds.Of(NodeIds.Airline, view.Key.Key);

    /// <summary>Its IATA code; null when the table does not have it.</summary>
    public string? Iata => Airlines.Find(Name)?.Iata is { Length: > 0 } code ? code : null;

    /// <summary>Its ICAO code; null when the table does not have it.</summary>
    public string? Icao => Airlines.Find(Name)?.Icao is { Length: > 0 } code ? code : null;

    /// <summary>Name.</summary>
    public string Name => view.Key.Key;

    /// <summary>Whether any event was counted.</summary>
    public ValueTask<bool> GetSeen(CancellationToken cancellationToken) => view.SeenAsync(cancellationToken);

    /// <summary>Counts.</summary>
    public ValueTask<TallyNode> GetTally(CancellationToken cancellationToken) => view.TallyAsync(cancellationToken);

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>Counts by windows of a calendar.</summary>
    public ValueTask<SeriesNode> GetSeries(
        DateTimeOffset from, DateTimeOffset to, int? minutes, CalendarUnit? unit, string? timeZone, bool? fill, DateTimeOffset? compareFrom,
            int? first, string? after, CancellationToken cancellationToken) =>
        view.SeriesAsync(
            new(from, to)
            {
                Minutes = minutes,
                Unit = unit,
                TimeZone = timeZone,
                Fill = fill,
                CompareFrom = compareFrom,
                First = first,
                After = after,
            },
            cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => view.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => view.CursorAsync(cancellationToken);
}

/// <summary>Schema type <c>Airport</c>.</summary>
public sealed class AirportNode(IFlightViews views, AirportCode code, ImmutableArray<PartitionOffset> atLeast = default)
{
    private Airport? Known => Airports.Find(code);

    /// <summary>Unique among all objects.</summary>
    public string Id => NodeIds.Of(NodeIds.Airport, Code);

    /// <summary>Its ICAO code; null when the table does not have it.</summary>
    public string? Icao => Known?.Icao is { Length: > 0 } icao ? icao : null;

    /// <summary>The city that it serves; null when the table does not have the airport.</summary>
    public string? City => Known?.City;

    /// <summary>Its country, ISO 3166; null when the table does not have the airport.</summary>
    public string? Country => Known?.Country;

    /// <summary>Degrees north; null when the table does not have the airport.</summary>
    public double? Latitude => Known?.Latitude;

    /// <summary>Degrees east; null when the table does not have the airport.</summary>
    public double? Longitude => Known?.Longitude;

    /// <summary>Its time zone; null when the table does not have the airport.</summary>
    public string? TimeZone => Known?.Zone;

    /// <summary>Whether any event left it or went to it.</summary>
    public async ValueTask<bool> GetSeen(CancellationToken cancellationToken) =>
        !(await views.ReadAsync(ViewKey.Departures(code), Needed, cancellationToken)).Tally.IsEmpty
        || !(await views.ReadAsync(ViewKey.Arrivals(code), Needed, cancellationToken)).Tally.IsEmpty;

    private ImmutableArray<PartitionOffset> Needed => atLeast.IsDefault ? [] : atLeast;

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

    /// <summary>Whether any event was counted.</summary>
    public ValueTask<bool> GetSeen(CancellationToken cancellationToken) => view.SeenAsync(cancellationToken);

    /// <summary>Counts.</summary>
    public ValueTask<TallyNode> GetTally(CancellationToken cancellationToken) => view.TallyAsync(cancellationToken);

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>Counts by windows of a calendar.</summary>
    public ValueTask<SeriesNode> GetSeries(
        DateTimeOffset from, DateTimeOffset to, int? minutes, CalendarUnit? unit, string? timeZone, bool? fill, DateTimeOffset? compareFrom,
            int? first, string? after, CancellationToken cancellationToken) =>
        view.SeriesAsync(
            new(from, to)
            {
                Minutes = minutes,
                Unit = unit,
                TimeZone = timeZone,
                Fill = fill,
                CompareFrom = compareFrom,
                First = first,
                After = after,
            },
            cancellationToken);

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

    /// <summary>Cancelled beside departed.</summary>
    public async ValueTask<double?> GetCancellationRate(CancellationToken cancellationToken) =>
        (await view.TallyAsync(cancellationToken)).CancellationRate;

    /// <summary>Share of the departures that were on time.</summary>
    public async ValueTask<double?> GetOnTimeShare(CancellationToken cancellationToken) =>
        (await view.TallyAsync(cancellationToken)).OnTimeShare;

    /// <summary>Mean delay.</summary>
    public async ValueTask<double?> GetMeanDelayMinutes(CancellationToken cancellationToken) =>
        (await view.TallyAsync(cancellationToken)).MeanDelayMinutes;

    /// <summary>Counts by window.</summary>
    public ValueTask<IReadOnlyList<WindowNode>> GetWindows(
        int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last, CancellationToken cancellationToken) =>
        view.WindowsAsync(minutes, from, to, last, cancellationToken);

    /// <summary>Counts by windows of a calendar.</summary>
    public ValueTask<SeriesNode> GetSeries(
        DateTimeOffset from, DateTimeOffset to, int? minutes, CalendarUnit? unit, string? timeZone, bool? fill, DateTimeOffset? compareFrom,
            int? first, string? after, CancellationToken cancellationToken) =>
        view.SeriesAsync(
            new(from, to)
            {
                Minutes = minutes,
                Unit = unit,
                TimeZone = timeZone,
                Fill = fill,
                CompareFrom = compareFrom,
                First = first,
                After = after,
            },
            cancellationToken);

    /// <summary>What the counts are made of.</summary>
    public ValueTask<ProvenanceNode> GetProvenance(CancellationToken cancellationToken) => view.ProvenanceAsync(cancellationToken);

    /// <summary>Stands for the watermarks.</summary>
    public ValueTask<string> GetCursor(CancellationToken cancellationToken) => view.CursorAsync(cancellationToken);
}
