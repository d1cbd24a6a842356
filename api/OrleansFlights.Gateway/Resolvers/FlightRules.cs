using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>What the arguments of a search for flights may be.</summary>
internal static class FlightRules
{
    private const int CodeLength = 3;

    /// <summary>The conditions of words and a filter.</summary>
    /// <exception cref="BadArgumentException">Names the argument.</exception>
    public static FlightConditions Conditions(string? search, FlightFilter? filter)
    {
        var conditions = new FlightConditions { Terms = [.. search is null ? [] : Words(search)] };
        if (filter is null)
            return conditions;
        if (filter.From >= filter.To)
            throw new BadArgumentException("to", filter.To, "an instant later than from");

        var (from, to) = filter.Route is { } route ? Route(route) : (null, null);
        return conditions with
        {
            Origin = One("origin", from, filter.Origin),
            Destination = One("destination", to, filter.Destination),
            Airline = filter.Airline is { } airline ? ArgumentRules.Airline("airline", airline) : null,
            Statuses = [.. (filter.Status ?? []).Distinct()],
            FromMicroseconds = Microseconds(filter.From),
            ToMicroseconds = Microseconds(filter.To),
        };
    }

    private static IReadOnlyCollection<string> Words(string search)
    {
        if (Encoding.UTF8.GetByteCount(search) <= FlightEventParser.MaxTextBytes && SearchTerms.Of(search) is { Count: > 0 } words)
            return words;
        throw new BadArgumentException("search", search, $"words of letters and digits, at most {FlightEventParser.MaxTextBytes} bytes");
    }

    private static (AirportCode? Origin, AirportCode? Destination) Route(string route)
    {
        if (route.Length == (2 * CodeLength) + 1 && route[CodeLength] == '-'
            && AirportCode.TryParse(route.AsSpan(0, CodeLength), out var origin)
                && AirportCode.TryParse(route.AsSpan(CodeLength + 1), out var destination) && origin != destination)
        {
            return (origin, destination);
        }

        throw new BadArgumentException("route", route, "two different airports, such as DXB-ZRH");
    }

    /// <summary>The airport that the route or the argument says; they must not say different ones.</summary>
    private static AirportCode? One(string argument, AirportCode? ofRoute, string? value)
    {
        if (value is null)
            return ofRoute;
        var airport = ArgumentRules.Airport(argument, value);
        return ofRoute is null || ofRoute == airport
            ? airport : throw new BadArgumentException(argument, value, $"{ofRoute}, as the route says, or nothing");
    }

    /// <summary>Rounded up: what is scheduled to the microsecond is at or after an instant within it only from the next one on.</summary>
    private static long? Microseconds(DateTimeOffset? instant)
    {
        if (instant is not { } given)
            return null;
        var (microseconds, rest) = Math.DivRem(given.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerMicrosecond);
        return rest > 0 ? microseconds + 1 : microseconds;
    }
}
