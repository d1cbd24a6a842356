namespace OrleansFlights.Flights;

/// <summary>What views group by. An event counts once in its view of each dimension.</summary>
public enum Dimension : byte
{
    /// <summary>Origin and destination, key <c>DXB-ZRH</c>.</summary>
    Route = 0,

    /// <summary>Airline, key its name.</summary>
    Airline = 1,

    /// <summary>Origin airport, key <c>DXB</c>.</summary>
    Departures = 2,

    /// <summary>Destination airport, key <c>ZRH</c>.</summary>
    Arrivals = 3,

    /// <summary>Everything, key <see cref="ViewKey.TotalKey"/>.</summary>
    Total = 4,
}

/// <summary>The names of <see cref="Dimension"/>: stream namespaces, grain types, and the <c>dimension</c> column of batch views.</summary>
public static class Dimensions
{
    /// <summary>Stream namespace and grain type of <see cref="Dimension.Route"/>.</summary>
    public const string Route = "route";

    /// <summary>Stream namespace and grain type of <see cref="Dimension.Airline"/>.</summary>
    public const string Airline = "airline";

    /// <summary>Stream namespace and grain type of <see cref="Dimension.Departures"/>.</summary>
    public const string Departures = "departures";

    /// <summary>Stream namespace and grain type of <see cref="Dimension.Arrivals"/>.</summary>
    public const string Arrivals = "arrivals";

    /// <summary>Stream namespace and grain type of <see cref="Dimension.Total"/>.</summary>
    public const string Total = "total";

    private static readonly string[] Names = [Route, Airline, Departures, Arrivals, Total];

    /// <summary>All dimensions in the order of their values.</summary>
    public static IReadOnlyList<Dimension> All { get; } = Enum.GetValues<Dimension>();

    /// <summary>The name of a dimension.</summary>
    public static string Name(this Dimension dimension) => Names[(int)dimension];

    /// <summary>The dimension of a name.</summary>
    /// <exception cref="ArgumentException">No dimension has that name.</exception>
    public static Dimension Parse(string name)
    {
        var index = Array.IndexOf(Names, name);
        return index >= 0
            ? (Dimension)index : throw new ArgumentException($"'{name}' is no dimension; one of {string.Join(", ", Names)}.", nameof(name));
    }
}

/// <summary>Names one view: a dimension and a key within it.</summary>
public readonly record struct ViewKey(Dimension Dimension, string Key)
{
    /// <summary>The key of the only view of <see cref="Dimension.Total"/>.</summary>
    public const string TotalKey = "all";

    /// <summary>The view over everything.</summary>
    public static ViewKey Total => new(Dimension.Total, TotalKey);

    /// <summary>The view of a route.</summary>
    public static ViewKey Route(AirportCode origin, AirportCode destination) => new(Dimension.Route, $"{origin}-{destination}");

    /// <summary>The view of an airline.</summary>
    public static ViewKey Airline(string name) => new(Dimension.Airline, name);

    /// <summary>The view of the flights that leave an airport.</summary>
    public static ViewKey Departures(AirportCode airport) => new(Dimension.Departures, airport.ToString());

    /// <summary>The view of the flights that go to an airport.</summary>
    public static ViewKey Arrivals(AirportCode airport) => new(Dimension.Arrivals, airport.ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Dimension.Name()}/{Key}";
}
