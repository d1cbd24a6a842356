using System.Globalization;
using System.Text;
using OrleansFlights.Flights;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>How the schema writes an instant: RFC 3339, given with any offset, answered in UTC.</summary>
public static class InstantText
{
    /// <summary>The longest text: nine digits of a fraction, and an offset.</summary>
    private const int MaxLength = 35;

    private const int FractionAt = 19;

    /// <summary>The instant that a text stands for, whatever lies behind a ten-millionth of a second cut off.</summary>
    /// <exception cref="FormatException">It stands for none.</exception>
    public static DateTimeOffset Parse(string text)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        if (text.Length <= MaxLength && Encoding.UTF8.TryGetBytes(text, utf8, out var length)
            && Rfc3339.TryParse(utf8[..length], out var microseconds))
        {
            var ticks = (microseconds * TimeSpan.TicksPerMicrosecond) + LastTick(text);
            if (ticks >= DateTimeOffset.MinValue.Ticks - DateTimeOffset.UnixEpoch.Ticks
                && ticks <= DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks)
                return DateTimeOffset.UnixEpoch.AddTicks(ticks);
        }

        throw new FormatException($"'{text}' is no instant; write it as 2026-03-29T06:05:00Z.");
    }

    /// <summary>The text of an instant.</summary>
    public static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>The seventh digit of a fraction: microseconds have six.</summary>
    private static int LastTick(string text)
    {
        const int Seventh = FractionAt + 7;
        return text.Length > Seventh && text[FractionAt] == '.' && text.AsSpan(FractionAt + 1, 7).IndexOfAnyExceptInRange('0', '9') < 0
            ? text[Seventh] - '0' : 0;
    }
}
