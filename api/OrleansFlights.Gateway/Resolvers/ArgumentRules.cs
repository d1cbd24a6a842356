using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>
/// What arguments may be. Each rule returns the checked value or throws an <see cref="BadArgumentException"/> that names the argument.
/// </summary>
public static class ArgumentRules
{
    /// <summary>Most windows that <c>last</c> may ask for.</summary>
    public const int MaxWindows = 10_000;

    /// <summary>The widest window, in minutes: a day.</summary>
    public const int MaxWindowMinutes = 1_440;

    private static readonly DateTimeOffset FirstInstant = new(FlightEventParser.FirstYear - 1, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastInstant = new(FlightEventParser.LastYear + 2, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const string CodeAllowed = "three letters A to Z, such as DXB";

    /// <summary>An airport code.</summary>
    public static AirportCode Airport(string argument, string? value) =>
        AirportCode.TryParse(value, out var code) ? code : throw new BadArgumentException(argument, value, CodeAllowed);

    /// <summary>The two ends of a route.</summary>
    public static (AirportCode Origin, AirportCode Destination) Route(string? origin, string? destination)
    {
        var from = Airport("origin", origin);
        var to = Airport("destination", destination);
        return from != to ? (from, to) : throw new BadArgumentException("destination", destination, "an airport other than origin");
    }

    /// <summary>A route's key, such as <c>DXB-ZRH</c>.</summary>
    public static ViewKey RouteKey(string argument, string? value) =>
        value?.Split('-') is [var from, var to] && from != to
            ? ViewKey.Route(Airport(argument, from), Airport(argument, to))
            : throw new BadArgumentException(argument, value, "a route such as DXB-ZRH");

    /// <summary>A list of keys, each once, of which an answer has every one.</summary>
    public static IReadOnlyList<TKey> Keys<TKey>(
        string argument, IReadOnlyList<string> values, Func<string, string, TKey> read, int most, bool alone)
    {
        if (!alone)
            throw new BadArgumentException(argument, $"{values.Count} keys", "keys alone, without 'filter' and 'after'");
        return values.Count <= most
            ? [.. values.Select(v => read(argument, v)).Distinct()]
            : throw new BadArgumentException(argument, $"{values.Count} keys", $"at most {most}");
    }

    /// <summary>An airline's name.</summary>
    public static string Airline(string argument, string? value) =>
        value is not null && FlightName.IsValid(value)
            ? value : throw new BadArgumentException(argument, value, $"a name of {FlightName.Allowed}");

    /// <summary>A flight's id.</summary>
    public static string FlightId(string argument, string? value) =>
        value is not null && FlightName.IsValid(value)
            ? value : throw new BadArgumentException(argument, value, $"an id of {FlightName.Allowed}");

    /// <summary>A page size.</summary>
    public static int PageSize(string argument, int? value, int unsaid, int most) =>
        Between(argument, value ?? Math.Min(unsaid, most), 1, most);

    /// <summary>A least number of events.</summary>
    public static long MinEvents(long? value) =>
        value is null or >= 0 ? value ?? 0 : throw new BadArgumentException("minEvents", value, "0 or more");

    /// <summary>A share for a percentile.</summary>
    public static double Share(string argument, double value) =>
        value is > 0 and <= 1 ? value : throw new BadArgumentException(argument, value, "above 0 and at most 1, such as 0.95");

    /// <summary>The windows that overlap a span of time.</summary>
    public static WindowQuery Windows(int? minutes, DateTimeOffset? from, DateTimeOffset? to, int? last)
    {
        var width = minutes ?? FlightWindow.Minutes;
        if (width is < FlightWindow.Minutes or > MaxWindowMinutes || width % FlightWindow.Minutes != 0)
            throw new BadArgumentException(
                "minutes", width, $"a multiple of {FlightWindow.Minutes} from {FlightWindow.Minutes} to {MaxWindowMinutes}");
        if (from >= to)
            throw new BadArgumentException("to", to, "an instant later than from");
        if (last is { } count)
            Between("last", count, 1, MaxWindows);

        int? first = from is { } f ? FlightWindow.Align(FlightWindow.IndexOf(Within(f)), width) : null;
        int? end = to is { } t ? FlightWindow.Align(FlightWindow.IndexOf(Within(t).AddTicks(-1)), width)
            + (width / FlightWindow.Minutes) : null;
        return new WindowQuery(width, first, end, last);
    }

    /// <summary>An instant, or the nearest end of the time that events lie in, with room for a window on either side.</summary>
    public static DateTimeOffset Within(DateTimeOffset instant) =>
        instant < FirstInstant ? FirstInstant : instant > LastInstant ? LastInstant : instant;

    private static int Between(string argument, int value, int least, int most) =>
        value >= least && value <= most ? value : throw new BadArgumentException(argument, value, $"{least} to {most}");
}
