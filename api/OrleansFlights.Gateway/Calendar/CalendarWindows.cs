using System.Collections.Immutable;
using NodaTime;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Calendar;

/// <summary>Schema type <c>CalendarUnit</c>.</summary>
public enum CalendarUnit
{
    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From Monday to Monday.</summary>
    Week,

    /// <summary>From the first of a month to the first of the next.</summary>
    Month,
}

/// <summary>
/// The windows of a calendar in a time zone, as runs of 5-minute windows. Days, weeks and months begin when the zone's date does, so
/// the day on which clocks change has 23 or 25 hours. Widths that divide a day begin anew with each; widths of whole days count dates from
/// 1970-01-01; all others count minutes from its beginning.
/// </summary>
public static class CalendarWindows
{
    private const int MinutesPerDay = 1_440;
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>The windows of a unit that overlap a span.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="from">First 5-minute window of the span, inclusive.</param>
    /// <param name="to">Last one, exclusive.</param>
    /// <exception cref="UnevenZoneException">A date of the zone begins within a 5-minute window.</exception>
    public static ImmutableArray<WindowRun> Of(DateTimeZone zone, CalendarUnit unit, int from, int to)
    {
        var date = Date(zone, from);
        return unit switch
        {
            CalendarUnit.Day => Dates(zone, date, d => d.PlusDays(1), to),
            CalendarUnit.Week => Dates(zone, date.PlusDays(-((int)date.DayOfWeek - (int)IsoDayOfWeek.Monday)), d => d.PlusWeeks(1), to),
            _ => Dates(zone, new LocalDate(date.Year, date.Month, 1), d => d.PlusMonths(1), to),
        };
    }

    /// <summary>The windows of a width that overlap a span.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="minutes">The width: a multiple of 5.</param>
    /// <param name="from">First 5-minute window of the span, inclusive.</param>
    /// <param name="to">Last one, exclusive.</param>
    /// <exception cref="UnevenZoneException">A date of the zone begins within a 5-minute window.</exception>
    public static ImmutableArray<WindowRun> Of(DateTimeZone zone, int minutes, int from, int to)
    {
        var width = minutes / FlightWindow.Minutes;
        if (minutes % MinutesPerDay == 0)
        {
            var days = minutes / MinutesPerDay;
            var since = Period.DaysBetween(Epoch, Date(zone, from));
            return Dates(zone, Epoch.PlusDays((int)Math.Floor(since / (double)days) * days), d => d.PlusDays(days), to);
        }

        var runs = new RunBuilder();
        if (MinutesPerDay % minutes == 0)
        {
            var date = Date(zone, from);
            for (var start = Start(zone, date); start < to;)
            {
                date = date.PlusDays(1);
                var end = Start(zone, date);
                runs.Fill(start, end, width, from, to);
                start = end;
            }
        }
        else
        {
            var origin = Start(zone, Epoch);
            var first = origin + ((int)Math.Floor((from - origin) / (double)width) * width);
            runs.Fill(first, first + ((to - first + width - 1) / width * width), width, from, to);
        }

        return runs.ToImmutable();
    }

    private static ImmutableArray<WindowRun> Dates(DateTimeZone zone, LocalDate date, Func<LocalDate, LocalDate> next, int to)
    {
        var runs = new RunBuilder();
        for (var start = Start(zone, date); start < to;)
        {
            date = next(date);
            var end = Start(zone, date);
            if (end > start)
                runs.Add(start, end - start, 1);
            start = end;
        }

        return runs.ToImmutable();
    }

    private static LocalDate Date(DateTimeZone zone, int window) =>
        Instant.FromUnixTimeSeconds((long)window * FlightWindow.Seconds).InZone(zone).Date;

    private static int Start(DateTimeZone zone, LocalDate date)
    {
        var seconds = zone.AtStartOfDay(date).ToInstant().ToUnixTimeSeconds();
        return seconds % FlightWindow.Seconds == 0 ? (int)(seconds / FlightWindow.Seconds) : throw new UnevenZoneException(zone.Id, date);
    }

    /// <summary>Runs that are put together where they touch and are of one width.</summary>
    private sealed class RunBuilder
    {
        private readonly List<WindowRun> _runs = [];

        /// <summary>Windows of a width from one end to the other, the last as wide as there is room; only those of a span.</summary>
        public void Fill(int start, int end, int width, int from, int to)
        {
            var whole = (end - start) / width;
            var skipped = from > start ? Math.Min(whole, (from - start) / width) : 0;
            var count = Math.Min(whole, (to - start + width - 1) / width) - skipped;
            if (count > 0)
                Add(start + (skipped * width), width, count);
            var rest = start + (whole * width);
            if (rest < end && rest < to && end > from)
                Add(rest, end - rest, 1);
        }

        public void Add(int start, int width, int count)
        {
            if (_runs.Count > 0 && _runs[^1] is var last && last.End == start && last.Width == width)
                _runs[^1] = last with { Count = last.Count + count };
            else
                _runs.Add(new WindowRun(start, width, count));
        }

        public ImmutableArray<WindowRun> ToImmutable() => [.. _runs];
    }
}

/// <summary>A date begins within a 5-minute window, as some did before zones had whole offsets.</summary>
public sealed class UnevenZoneException(string zone, LocalDate date)
    : Exception($"In {zone} the date {date:uuuu-MM-dd} begins at no multiple of {FlightWindow.Minutes} minutes.");
