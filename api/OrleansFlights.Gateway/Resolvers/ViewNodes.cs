using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Flights.Reference;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Route</c>.</summary>
public sealed class RouteNode(ViewLoader view) : ViewObject(view)
{
    private const int CodeLength = 3;

    /// <summary>Unique among all objects.</summary>
    public string Id => NodeIds.Of(NodeIds.Route, View.Key.Key);

    /// <summary>Airport left, as an object.</summary>
    public AirportNode GetOriginAirport(IFlightViews views) => new(views, ArgumentRules.Airport("origin", Origin));

    /// <summary>Airport flown to, as an object.</summary>
    public AirportNode GetDestinationAirport(IFlightViews views) => new(views, ArgumentRules.Airport("destination", Destination));

    /// <summary>Airport left.</summary>
    public string Origin => View.Key.Key[..CodeLength];

    /// <summary>Airport flown to.</summary>
    public string Destination => View.Key.Key[(CodeLength + 1)..];
}

/// <summary>Schema type <c>Airline</c>.</summary>
public sealed class AirlineNode(ViewLoader view) : ViewObject(view)
{
    /// <summary>Unique among all objects.</summary>
    public string Id => NodeIds.Of(NodeIds.Airline, View.Key.Key);

    /// <summary>Its IATA code; null when the table does not have it.</summary>
    public string? Iata => Airlines.Find(Name)?.Iata is { Length: > 0 } code ? code : null;

    /// <summary>Its ICAO code; null when the table does not have it.</summary>
    public string? Icao => Airlines.Find(Name)?.Icao is { Length: > 0 } code ? code : null;

    /// <summary>Name.</summary>
    public string Name => View.Key.Key;
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
public sealed class ViewNode(ViewLoader view) : ViewObject(view);

/// <summary>Schema type <c>Totals</c>: the counts themselves, and what every answer has.</summary>
public sealed class TotalsNode(ViewLoader view) : ViewObject(view)
{
    /// <summary>Events.</summary>
    public async ValueTask<long> GetEvents(CancellationToken cancellationToken) => (await GetTally(cancellationToken)).Events;

    /// <summary>Events by status.</summary>
    public async ValueTask<StatusCountsNode> GetByStatus(CancellationToken cancellationToken) =>
        (await GetTally(cancellationToken)).ByStatus;

    /// <summary>Delays; null without departures.</summary>
    public async ValueTask<DelayNode?> GetDelay(CancellationToken cancellationToken) => (await GetTally(cancellationToken)).Delay;

    /// <summary>Cancelled beside departed.</summary>
    public async ValueTask<double?> GetCancellationRate(CancellationToken cancellationToken) =>
        (await GetTally(cancellationToken)).CancellationRate;

    /// <summary>Share of the departures that were on time.</summary>
    public async ValueTask<double?> GetOnTimeShare(CancellationToken cancellationToken) =>
        (await GetTally(cancellationToken)).OnTimeShare;

    /// <summary>Mean delay.</summary>
    public async ValueTask<double?> GetMeanDelayMinutes(CancellationToken cancellationToken) =>
        (await GetTally(cancellationToken)).MeanDelayMinutes;
}
