using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Calendar;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>The arguments of a series as a client gives them.</summary>
/// <param name="From">Only windows that end after this instant.</param>
/// <param name="To">Only windows that begin before this instant.</param>
public sealed record SeriesArguments(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Width of a window in minutes.</summary>
    public int? Minutes { get; init; }

    /// <summary>A unit of the calendar in place of a width.</summary>
    public CalendarUnit? Unit { get; init; }

    /// <summary>The zone's name in tzdb; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether windows without events are there too.</summary>
    public bool? Fill { get; init; }

    /// <summary>Begin of the period to compare with.</summary>
    public DateTimeOffset? CompareFrom { get; init; }

    /// <summary>How many.</summary>
    public int? First { get; init; }

    /// <summary>Cursor to begin behind.</summary>
    public string? After { get; init; }
}

/// <summary>A page of a series, its arguments checked.</summary>
/// <param name="Windows">All windows of the span.</param>
/// <param name="Skip">How many lie before the page.</param>
/// <param name="First">How many the page takes.</param>
/// <param name="Fill">Whether windows without events are there too.</param>
/// <param name="Earlier">The windows to compare with, by their place; empty for none.</param>
/// <param name="Name">What the series' cursors are of.</param>
internal sealed record SeriesPage(
    ImmutableArray<WindowRun> Windows, long Skip, int First, bool Fill, ImmutableArray<WindowRun> Earlier, string Name)
{
    /// <summary>The windows that the page can hold.</summary>
    public ImmutableArray<WindowRun> Wanted => WindowRuns.Slice(Windows, Skip, Fill ? First : long.MaxValue);

    /// <summary>The windows that the page's are compared with.</summary>
    public ImmutableArray<WindowRun> WantedEarlier => WindowRuns.Slice(Earlier, Skip, First);
}

/// <summary>What the arguments of a series may be.</summary>
internal static class SeriesRules
{
    /// <summary>Windows of a page unless said otherwise.</summary>
    public const int DefaultPage = 100;

    private const int DefaultMinutes = 60;
    private const int MaxMinutes = 366 * 1_440;
    private const string Prefix = "s1;";

    /// <summary>The page that arguments ask for.</summary>
    /// <exception cref="BadArgumentException">Names the argument.</exception>
    public static SeriesPage Page(SeriesArguments arguments)
    {
        var width = arguments.Minutes ?? DefaultMinutes;
        if (arguments is { Minutes: not null, Unit: not null })
            throw new BadArgumentException("minutes", width, "nothing beside 'unit'");
        if (width is < FlightWindow.Minutes or > MaxMinutes || width % FlightWindow.Minutes != 0)
            throw new BadArgumentException(
                "minutes", width, $"a multiple of {FlightWindow.Minutes} from {FlightWindow.Minutes} to {MaxMinutes}");
        if (arguments.From >= arguments.To)
            throw new BadArgumentException("to", arguments.To, "an instant later than from");

        var zone = Zone(arguments.TimeZone);
        var windows = Runs(zone, arguments.Unit, width, arguments.From, arguments.To);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{arguments.Unit?.ToString() ?? $"{width}"} {zone.Id} {arguments.From.UtcTicks} {arguments.To.UtcTicks}");
        return new SeriesPage(
            windows,
            Skip(arguments.After, name, windows),
            ArgumentRules.PageSize("first", arguments.First, DefaultPage, ArgumentRules.MaxWindows),
            arguments.Fill == true || arguments.CompareFrom is not null,
            arguments.CompareFrom is { } earlier
                ? Earlier(zone, arguments.Unit, width, earlier, arguments, WindowRuns.Count(windows)) : [],
            name);
    }

    /// <summary>The cursor of a window.</summary>
    public static string Cursor(string name, int start) =>
        OpaqueText.Encode(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name};{start}"));

    private static long Skip(string? after, string name, ImmutableArray<WindowRun> windows)
    {
        if (after is null)
            return 0;
        var own = $"{Prefix}{name};";
        if (OpaqueText.TryDecode(after, out var text) && text.StartsWith(own, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(own.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start))
            return WindowRuns.CountBefore(windows, start + 1);
        throw new BadArgumentException("after", after, "the cursor of an edge of the same series: same windows, zone and span");
    }

    private static DateTimeZone Zone(string? name) => name is null
        ? DateTimeZone.Utc
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
            ?? throw new BadArgumentException("timeZone", name, "a name of the IANA time zone database, such as Europe/Zurich");

    /// <summary>
    /// As many windows from the earlier one on; the span is twice as long as it should need, since months differ, and longer by a window.
    /// </summary>
    private static ImmutableArray<WindowRun> Earlier(
        DateTimeZone zone, CalendarUnit? unit, int width, DateTimeOffset from, SeriesArguments arguments, long count)
    {
        if (from >= arguments.From)
            throw new BadArgumentException("compareFrom", from, "an instant earlier than from");
        var start = ArgumentRules.Within(from);
        var room = (arguments.To - arguments.From) + (2 * TimeSpan.FromDays(366));
        var runs = Runs(zone, unit, width, start, ArgumentRules.Within(start + room));
        return WindowRuns.Slice(runs, 0, count);
    }

    private static ImmutableArray<WindowRun> Runs(
        DateTimeZone zone, CalendarUnit? unit, int width, DateTimeOffset from, DateTimeOffset to)
    {
        var first = FlightWindow.IndexOf(ArgumentRules.Within(from));
        var end = FlightWindow.IndexOf(ArgumentRules.Within(to).AddTicks(-1)) + 1;
        try
        {
            return unit is { } calendar ? CalendarWindows.Of(zone, calendar, first, end) : CalendarWindows.Of(zone, width, first, end);
        }
        catch (UnevenZoneException uneven)
        {
            throw new BadArgumentException(
                "timeZone",
                zone.Id,
                $"a zone whose dates begin at multiples of {FlightWindow.Minutes} minutes in this span ({uneven.Message})");
        }
    }
}
