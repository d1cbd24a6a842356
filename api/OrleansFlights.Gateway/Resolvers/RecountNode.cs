using OrleansFlights.Flights;
using OrleansFlights.Gateway.Recounts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>ViewKind</c>.</summary>
public enum ViewKind
{
    /// <summary>Of a route.</summary>
    Route,

    /// <summary>Of an airline.</summary>
    Airline,

    /// <summary>From an airport.</summary>
    Departures,

    /// <summary>To an airport.</summary>
    Arrivals,
}

/// <summary>Schema type <c>Recount</c>.</summary>
public sealed class RecountNode(ViewRecounted recounted)
{
    /// <summary>The generation that the answer built on.</summary>
    public long Generation => recounted.Generation;

    /// <summary>Events found.</summary>
    public long Events => recounted.Events;

    /// <summary>Where the answer is wrong.</summary>
    public IReadOnlyList<string> Differences => recounted.Differences;

    internal static ViewKey View(ViewKind kind, string key)
    {
        switch (kind)
        {
            case ViewKind.Route:
                return ArgumentRules.RouteKey("key", key);
            case ViewKind.Airline:
                return ViewKey.Airline(ArgumentRules.Airline("key", key));
            case ViewKind.Departures:
                return new ViewKey(Dimension.Departures, ArgumentRules.Airport("key", key).ToString());
            case ViewKind.Arrivals:
                return new ViewKey(Dimension.Arrivals, ArgumentRules.Airport("key", key).ToString());
            default:
                throw new BadArgumentException("kind", kind, "a kind of view");
        }
    }
}
