using System.Buffers.Text;

namespace OrleansFlights.Flights;

/// <summary>
/// Times as records have them: <c>2013-01-02T12:00:00Z</c>, with as many digits of the second, up to six, as are not zero.
/// </summary>
internal static class FlightTimeText
{
    /// <summary>The room that writing takes, in bytes.</summary>
    public const int MostBytes = 28;

    private const int WholeSeconds = 19;
    private const int FractionDigits = 6;

    /// <summary>Writes an instant, in UTC and rounded down to the microsecond; gives what was written.</summary>
    public static ReadOnlySpan<byte> Write(DateTimeOffset instant, Span<byte> target)
    {
        var utc = instant.UtcDateTime;
        Utf8Formatter.TryFormat(utc, target, out _, 'O');
        var length = WholeSeconds;
        if (utc.Ticks % TimeSpan.TicksPerSecond >= TimeSpan.TicksPerMicrosecond)
        {
            length += 1 + FractionDigits;
            while (target[length - 1] == '0')
                length--;
        }

        target[length++] = (byte)'Z';
        return target[..length];
    }
}
