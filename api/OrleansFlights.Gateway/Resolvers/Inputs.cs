using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>ViewOrder</c>.</summary>
public enum ViewOrder
{
    /// <summary>Most events first.</summary>
    EventsDesc,

    /// <summary>By key.</summary>
    KeyAsc,
}

/// <summary>Schema type <c>RouteFilter</c>.</summary>
public sealed record RouteFilter
{
    /// <summary>Only from here.</summary>
    public string? Origin { get; init; }

    /// <summary>Only to here.</summary>
    public string? Destination { get; init; }

    /// <summary>Only with so many events.</summary>
    public long? MinEvents { get; init; }
}

/// <summary>Schema type <c>AirlineFilter</c>.</summary>
public sealed record AirlineFilter
{
    /// <summary>Only names with this in them.</summary>
    public string? NameContains { get; init; }

    /// <summary>Only with so many events.</summary>
    public long? MinEvents { get; init; }
}

/// <summary>Schema type <c>AirportFilter</c>.</summary>
public sealed record AirportFilter
{
    /// <summary>Only these.</summary>
    public IReadOnlyList<string>? Codes { get; init; }

    /// <summary>Only with so many events.</summary>
    public long? MinEvents { get; init; }
}

/// <summary>Schema type <c>FlightFilter</c>.</summary>
public sealed record FlightFilter
{
    /// <summary>Only on this route.</summary>
    public string? Route { get; init; }

    /// <summary>Only from here.</summary>
    public string? Origin { get; init; }

    /// <summary>Only to here.</summary>
    public string? Destination { get; init; }

    /// <summary>Only of this airline.</summary>
    public string? Airline { get; init; }

    /// <summary>Only with one of these.</summary>
    public IReadOnlyList<FlightStatus>? Status { get; init; }

    /// <summary>Only scheduled then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only scheduled before.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Orders of the schema as the directory knows them.</summary>
public static class ViewOrders
{
    /// <summary>The directory's order.</summary>
    public static RankingOrder ToDirectory(this ViewOrder? order) =>
        order == ViewOrder.KeyAsc ? RankingOrder.Key : RankingOrder.EventsDescending;
}
