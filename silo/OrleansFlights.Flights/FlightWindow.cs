namespace OrleansFlights.Flights;

/// <summary>
/// A 5-minute tumbling window of event time, identified by its index: whole windows since 1970-01-01T00:00:00Z.
/// Larger windows are sums of these.
/// </summary>
public static class FlightWindow
{
    /// <summary>Length of a window in minutes.</summary>
    public const int Minutes = 5;

    /// <summary>Length of a window in seconds.</summary>
    public const int Seconds = Minutes * 60;

    /// <summary>The window of an instant.</summary>
    /// <param name="unixMicroseconds">Microseconds since the Unix epoch; negative before it.</param>
    public static int IndexOf(long unixMicroseconds) => (int)FloorDiv(unixMicroseconds, Seconds * 1_000_000L);

    /// <summary>The window of an instant.</summary>
    public static int IndexOf(DateTimeOffset instant) =>
        IndexOf(FloorDiv((instant - DateTimeOffset.UnixEpoch).Ticks, TimeSpan.TicksPerMicrosecond));

    /// <summary>The first instant of a window.</summary>
    public static DateTimeOffset StartOf(int index) => DateTimeOffset.UnixEpoch.AddSeconds((long)index * Seconds);

    /// <summary>The first 5-minute window of the wider window of <paramref name="minutes"/> that holds <paramref name="index"/>.</summary>
    /// <param name="index">A 5-minute window.</param>
    /// <param name="minutes">Width of the wider window: a multiple of 5, aligned to the Unix epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is no positive multiple of 5.</exception>
    public static int Align(int index, int minutes)
    {
        if (minutes <= 0 || minutes % Minutes != 0)
            throw new ArgumentOutOfRangeException(nameof(minutes), minutes, "takes a positive multiple of 5");

        var width = minutes / Minutes;
        return (int)(FloorDiv(index, width) * width);
    }

    internal static long FloorDiv(long value, long divisor)
    {
        var quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }
}
