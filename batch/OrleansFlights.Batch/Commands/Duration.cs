using System.Globalization;

namespace OrleansFlights.Batch.Commands;

/// <summary>Durations as people type them.</summary>
internal static class Duration
{
    /// <summary>Reads <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c> or <c>00:00:30</c>; null for anything else.</summary>
    public static TimeSpan? TryParse(string text)
    {
        if (text.Length > 1 && char.IsAsciiLetter(text[^1]))
        {
            if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            return text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' when number <= 36_500 => TimeSpan.FromDays(number),
                _ => null,
            };
        }

        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
    }
}
