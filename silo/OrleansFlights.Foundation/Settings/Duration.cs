using System.Globalization;

namespace OrleansFlights.Foundation.Settings;

/// <summary>
/// Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>, <c>00:00:30</c> or <c>7.00:00:00</c>. A bare
/// number is none, because .NET would take <c>30</c> for thirty days.
/// </summary>
public static class Duration
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Allowed = "a duration such as 00:00:30 or 30s";

    private const int MostDays = 36_500;

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)),
            ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads a duration; null for anything else and for more than 36,500 days.</summary>
    public static TimeSpan? TryParse(string text)
    {
        text = text.Trim();
        foreach (var (unit, length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return count <= TimeSpan.FromDays(MostDays).Ticks / length.Ticks ? length * count : null;
        }

        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)
            ? span : null;
    }

    /// <summary>The shortest common form: <c>00:00:00.1</c>, not <c>00:00:00.1000000</c>.</summary>
    public static string Format(TimeSpan span)
    {
        var text = span.ToString("c", CultureInfo.InvariantCulture);
        return span.Ticks % TimeSpan.TicksPerSecond == 0 ? text : text.TrimEnd('0');
    }
}
