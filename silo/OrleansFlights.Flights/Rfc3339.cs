namespace OrleansFlights.Flights;

/// <summary>
/// Date and time as RFC 3339 section 5.6 has it: <c>2026-11-24T18:07:19.123456789+04:00</c>. A fraction of one to nine digits is
/// taken and cut to microseconds; leap seconds are not.
/// </summary>
public static class Rfc3339
{
    private const int MaxFractionDigits = 9;

    /// <summary>Parses a date and time with offset.</summary>
    /// <param name="text">UTF-8, nothing before or behind the time.</param>
    /// <param name="unixMicroseconds">Microseconds since the Unix epoch, rounded down.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMicroseconds)
    {
        unixMicroseconds = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
            return false;
        var (century, yearOfCentury, month, day) = (
            Two(text[0], text[1]), Two(text[2], text[3]), Two(text[5], text[6]), Two(text[8], text[9]));
        var (hour, minute, second) = (Two(text[11], text[12]), Two(text[14], text[15]), Two(text[17], text[18]));
        if ((century | yearOfCentury | month | day | hour | minute | second) < 0)
            return false;

        var year = (century * 100) + yearOfCentury;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59
            || second > 59)
            return false;

        if (!TryFraction(text[19..], out var micros, out var length) || !TryOffset(text[(19 + length)..], out var offsetMinutes))
            return false;

        var days = new DateOnly(year, month, day).DayNumber - EpochDay;
        var seconds = (days * 86_400L) + (hour * 3_600) + (minute * 60) + second - (offsetMinutes * 60L);
        unixMicroseconds = (seconds * 1_000_000) + micros;
        return true;
    }

    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    private static bool TryFraction(ReadOnlySpan<byte> text, out int micros, out int length)
    {
        micros = 0;
        length = 0;
        if (text.Length == 0 || text[0] != '.')
            return true;

        var digits = 0;
        for (var i = 1; i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            if (++digits <= 6)
                micros = (micros * 10) + (text[i] - '0');
        }

        for (var i = digits; i < 6; i++)
            micros *= 10;
        length = digits + 1;
        return digits is >= 1 and <= MaxFractionDigits;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
            return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || Two(text[1], text[2]) is not (>= 0 and <= 23 and var hour) || Two(text[4], text[5]) is not (>= 0 and <= 59 and var minute))
        {
            return false;
        }

        minutes = (hour * 60) + minute;
        if (text[0] == '-')
            minutes = -minutes;
        return true;
    }

    /// <summary>The number that two digits stand for; negative when they are none.</summary>
    private static int Two(byte tens, byte ones)
    {
        var (high, low) = ((uint)tens - '0', (uint)ones - '0');
        return high > 9 || low > 9 ? -1 : (int)((high * 10) + low);
    }
}
