namespace OrleansFlights.Import.Times;

/// <summary>
/// Times that begin with the year, in every usual spelling: <c>2015-01-31T05:15:00.123Z</c>, with a space for the T, slashes for dashes,
/// without seconds, without zone, with <c>z</c>, <c>+04</c>, <c>+0400</c>, <c>+04:00</c>, <c> UTC</c>; or the date alone; or digits only,
/// <c>20150131T051500Z</c>.
/// </summary>
internal static class IsoTime
{
    private const int MostOffsetHours = 18;

    /// <summary>The date and time without the offset behind them.</summary>
    public static bool TryParseLocal(ReadOnlySpan<char> text, out TimeValue value)
    {
        var end = text.LastIndexOfAny('Z', '+', '-');
        return end > 10 ? TryParse(text[..end], out value) : TryParse(text, out value);
    }

    public static bool TryParse(ReadOnlySpan<char> text, out TimeValue value)
    {
        value = default;
        if (!TryDate(ref text, out var days, out var compact))
            return false;
        if (text.IsEmpty)
        {
            value = new TimeValue(TimeForm.Date, days * TimeValue.Day);
            return true;
        }

        if (text[0] is not ('T' or 't' or ' ' or '_'))
            return false;
        text = text[1..].TrimStart();
        if (!TryTime(ref text, compact, out var time))
            return false;
        var local = (days * TimeValue.Day) + time;
        if (!TryOffset(text, out var offset))
            return false;
        value = offset is { } known ? new TimeValue(TimeForm.Instant, local - known) : new TimeValue(TimeForm.Local, local);
        return true;
    }

    /// <summary>
    /// A time of day that begins what is left: <c>05:15</c>, <c>5:15:00.5</c>; without colons if <paramref name="compact"/>.
    /// </summary>
    public static bool TryTime(ref ReadOnlySpan<char> text, bool compact, out long microseconds)
    {
        microseconds = 0;
        int minute, second = 0;
        if (!TryDigits(ref text, compact ? 2 : 1, 2, out var hour))
            return false;
        if (compact)
        {
            if (!TryDigits(ref text, 2, 2, out minute))
                return false;
            if (!text.IsEmpty && char.IsAsciiDigit(text[0]) && !TryDigits(ref text, 2, 2, out second))
                return false;
        }
        else
        {
            if (!TryTake(ref text, ':') || !TryDigits(ref text, 2, 2, out minute))
                return false;
            if (TryTake(ref text, ':') && !TryDigits(ref text, 2, 2, out second))
                return false;
        }

        if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute > 0 || second > 0)))
            return false;
        microseconds = (hour * TimeValue.Hour) + (minute * TimeValue.Minute) + (second * TimeValue.Second);
        if (text.IsEmpty || text[0] is not ('.' or ','))
            return true;
        text = text[1..];
        var digits = 0;
        for (var unit = 100_000L; !text.IsEmpty && char.IsAsciiDigit(text[0]); unit /= 10, digits++, text = text[1..])
            microseconds += unit * (text[0] - '0');
        return digits is > 0 and <= 12;
    }

    private static bool TryDate(ref ReadOnlySpan<char> text, out long days, out bool compact)
    {
        days = 0;
        compact = false;
        if (text.Length < 8 || !TryDigits(ref text, 4, 4, out var year))
            return false;
        int month, day;
        if (text[0] is '-' or '/' or '.')
        {
            var separator = text[0];
            text = text[1..];
            if (!TryDigits(ref text, 1, 2, out month) || !TryTake(ref text, separator) || !TryDigits(ref text, 1, 2, out day))
                return false;
        }
        else
        {
            compact = true;
            if (!TryDigits(ref text, 2, 2, out month) || !TryDigits(ref text, 2, 2, out day))
                return false;
        }

        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        days = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        return true;
    }

    /// <summary>What stands behind a time: nothing, UTC, or how far the clocks are ahead of it.</summary>
    public static bool TryOffset(ReadOnlySpan<char> text, out long? microseconds)
    {
        microseconds = null;
        text = text.Trim();

        // 2013-01-02T13:00:00+01:00[Europe/Zurich]: the offset says it all.
        if (text.Length > 1 && text[^1] == ']' && text.IndexOf('[') is > 0 and var bracket)
            text = text[..bracket];
        if (text.IsEmpty)
            return true;
        if (text is "Z" or "z" or "UTC" or "GMT" or "utc" or "[UTC]")
        {
            microseconds = 0;
            return true;
        }

        if (text.StartsWith("UTC", StringComparison.Ordinal) || text.StartsWith("GMT", StringComparison.Ordinal))
            text = text[3..];
        if (text.IsEmpty || text[0] is not ('+' or '-' or '\u2212'))
            return false;
        var sign = text[0] == '+' ? 1 : -1;
        text = text[1..];
        if (!TryDigits(ref text, 2, 2, out var hours))
            return false;
        var minutes = 0;
        if (!text.IsEmpty)
        {
            TryTake(ref text, ':');
            if (!TryDigits(ref text, 2, 2, out minutes) || !(text.IsEmpty || (hours + minutes == 0 && text is " UTC" or " GMT")))
                return false;
        }

        if (hours > MostOffsetHours || minutes > 59)
            return false;
        microseconds = sign * ((hours * TimeValue.Hour) + (minutes * TimeValue.Minute));
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
            return false;
        text = text[1..];
        return true;
    }

    private static bool TryDigits(ref ReadOnlySpan<char> text, int least, int most, out int value)
    {
        value = 0;
        var taken = 0;
        for (; taken < most && taken < text.Length && char.IsAsciiDigit(text[taken]); taken++)
            value = (value * 10) + (text[taken] - '0');
        text = text[taken..];
        return taken >= least;
    }
}
