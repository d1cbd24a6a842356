namespace OrleansFlights.Simulation.World;

/// <summary>
/// All routes of all airlines, each with its demand by a gravity model: the product of both airports' passengers over the distance. Every
/// route exists in both directions.
/// </summary>
public sealed class Network
{
    private const double ShortestKilometres = 250;
    private const int LastFlightNumber = 1_999;

    private readonly double[] _cumulative;

    private Network(IReadOnlyList<Airport> airports, IReadOnlyList<Airline> airlines)
    {
        Airports = airports;
        Airlines = airlines;
        var weighted = airlines.SelectMany(airline => RoutesOf(airline, airports)).ToArray();
        Routes = [.. weighted.Select(pair => pair.Route)];
        _cumulative = new double[weighted.Length];
        var sum = 0.0;
        for (var i = 0; i < weighted.Length; i++)
            _cumulative[i] = sum += weighted[i].Demand;
    }

    /// <summary>The world that is built in.</summary>
    public static Network World { get; } = FromData();

    /// <summary>All airports.</summary>
    public IReadOnlyList<Airport> Airports { get; }

    /// <summary>All airlines.</summary>
    public IReadOnlyList<Airline> Airlines { get; }

    /// <summary>All routes.</summary>
    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Draws a route by demand.</summary>
    /// <param name="share">Where in the demand, 0 to below 1.</param>
    public Route RouteAt(double share)
    {
        var index = Array.BinarySearch(_cumulative, share * _cumulative[^1]);
        return Routes[Math.Min(index < 0 ? ~index : index + 1, Routes.Count - 1)];
    }

    /// <summary>The route of an airline between two airports.</summary>
    /// <exception cref="InvalidOperationException">It does not fly there.</exception>
    public Route Find(string airline, string origin, string destination) => Routes.First(
        route =>
            route.Airline.Name == airline && route.Origin.Code.ToString() == origin && route.Destination.Code.ToString() == destination);

    private static Network FromData()
    {
        var airports = WorldData.Airports();
        return new Network(airports, WorldData.Airlines(airports));
    }

    private static List<(Route Route, double Demand)> RoutesOf(Airline airline, IReadOnlyList<Airport> airports)
    {
        var pairs = airline.Hubs.SelectMany(hub => airports
                .Where(other =>
                    other != hub && hub.KilometresTo(other) is >= ShortestKilometres and var far && far <= airline.ReachKilometres)
                .Select(other => (Hub: hub, Other: other, Demand: hub.Passengers * other.Passengers / hub.KilometresTo(other)))
                .OrderByDescending(pair => pair.Demand)
                .Take(airline.Destinations))
            .DistinctBy(pair => string.CompareOrdinal(pair.Hub.Code.ToString(), pair.Other.Code.ToString()) < 0
                ? (pair.Hub, pair.Other) : (pair.Other, pair.Hub))
            .ToList();
        var scale = airline.Weight / (2 * pairs.Sum(pair => pair.Demand));

        var routes = new List<(Route, double)>(2 * pairs.Count);
        foreach (var (hub, other, demand) in pairs)
        {
            // Even numbers lead home, odd ones away, as many airlines have it.
            var number = (routes.Count + 1) % LastFlightNumber;
            routes.Add((new Route(airline, hub, other, number), demand * scale));
            routes.Add((new Route(airline, other, hub, number + 1), demand * scale));
        }

        return routes;
    }
}
