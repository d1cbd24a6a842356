using System.Globalization;

namespace OrleansFlights.Import.Times;

/// <summary>Reads a time from text that is no bare number.</summary>
internal static class TimeText
{
    private static readonly string[] Clocks = ["", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", " h:mm tt", " h:mm:ss tt", " h:mmtt", " h:mmt"];
    private static readonly string[] MonthFirst = WithClocks("M/d/yyyy", "M-d-yyyy", "M.d.yyyy");
    private static readonly string[] DayFirst = WithClocks("d/M/yyyy", "d-M-yyyy", "d.M.yyyy");
    private static readonly string[] WithLetters = WithClocks(
        "d MMM yyyy", "d-MMM-yyyy", "d/MMM/yyyy", "d MMMM yyyy", "dMMMyyyy", "MMM d, yyyy", "MMM d yyyy", "MMMM d, yyyy", "d-MMM-yy",
            "ddd, d MMM yyyy", "yyyy-MMM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d");

    private static readonly string[] UnixDates = ["ddd MMM d H:mm:ss yyyy", "MMM d H:mm:ss yyyy"];

    private static readonly string[] TimesOfDay = [
        "H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "h:mm tt", "h:mm:ss tt", "h:mmtt", "h:mmt", "H'h'mm", "H.mm"];

    public static bool TryParse(string text, DateOrder order, out TimeValue value)
    {
        var span = text.AsSpan().Trim();
        if (IsoTime.TryParse(span, out value))
            return true;
        if (span.IsEmpty || span.Length > 40)
            return false;
        if (TryTimeOfDay(span, out value))
            return true;
        if (order != DateOrder.Unknown && TryFormats(span, order == DateOrder.MonthFirst ? MonthFirst : DayFirst, out value))
            return true;
        return span.IndexOfAnyInRange('A', 'z') >= 0 && (TryFormats(span, WithLetters, out value) || TryMoment(span, out value));
    }

    /// <summary>Reads a date, or a date and time, that means UTC when it names no zone.</summary>
    public static bool TryInstant(string text, out DateTimeOffset instant)
    {
        var read = TryParse(text, DateOrder.Unknown, out var value) && value.Form != TimeForm.TimeOfDay;
        instant = read ? DateTimeOffset.UnixEpoch.AddTicks(value.Microseconds * TimeSpan.TicksPerMicrosecond) : default;
        return read;
    }

    /// <summary>
    /// Whether a text is a date whose day and month change places with the custom of the country, and whether it tells by itself which it
    /// is.
    /// </summary>
    public static bool HasYearLast(string text, out DateOrder order)
    {
        var both = TryFormats(text.AsSpan().Trim(), MonthFirst, out _);
        var day = TryFormats(text.AsSpan().Trim(), DayFirst, out _);
        order = both == day ? DateOrder.Unknown : both ? DateOrder.MonthFirst : DateOrder.DayFirst;
        return both || day;
    }

    /// <summary>
    /// A date with the month's name, and a zone: as in mails, <c>02 Jan 2013 12:00:00 +0100</c>, or as <c>date</c> writes.
    /// </summary>
    private static bool TryMoment(ReadOnlySpan<char> span, out TimeValue value)
    {
        value = default;
        var year = span.LastIndexOf(' ');
        if (year < 0)
            return false;
        var zone = span[..year].LastIndexOf(' ');
        if (zone > 0 && span[(zone + 1)..year] is "UTC" or "GMT")
            return TryFormats($"{span[..zone]}{span[year..]}", UnixDates, out value) && MakeInstant(ref value, 0);
        return IsoTime.TryOffset(span[(year + 1)..], out var offset) && offset is { } known
            && TryFormats(span[..year], WithLetters, out value) && MakeInstant(ref value, known);
    }

    private static bool MakeInstant(ref TimeValue value, long offset)
    {
        value = new TimeValue(TimeForm.Instant, value.Microseconds - offset);
        return true;
    }

    private static bool TryTimeOfDay(ReadOnlySpan<char> span, out TimeValue value)
    {
        var rest = span;
        if (IsoTime.TryTime(ref rest, compact: false, out var time) && rest.IsEmpty)
        {
            value = new TimeValue(TimeForm.TimeOfDay, time);
            return true;
        }

        var read = DateTime.TryParseExact(
            span, TimesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var parsed);
        value = read ? new TimeValue(TimeForm.TimeOfDay, parsed.TimeOfDay.Ticks / TimeSpan.TicksPerMicrosecond) : default;
        return read;
    }

    private static bool TryFormats(ReadOnlySpan<char> span, string[] formats, out TimeValue value)
    {
        var read = DateTime.TryParseExact(span, formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var parsed);
        value = read ? TimeValue.Of(parsed) : default;
        if (read && !span.Contains(':'))
            value = value with { Form = TimeForm.Date };
        return read;
    }

    private static string[] WithClocks(params string[] dates) => [.. dates.SelectMany(date => Clocks, (date, clock) => date + clock)];
}
