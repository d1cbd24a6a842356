using System.Globalization;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>How the schema writes an instant: RFC 3339, given with any offset, answered in UTC.</summary>
public static class InstantText
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>The instant that a text stands for.</summary>
    /// <exception cref="FormatException">It stands for none.</exception>
    public static DateTimeOffset Parse(string text)
    {
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return hasOffset && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant
            : throw new FormatException($"'{text}' is no instant; write it as 2026-03-29T06:05:00Z.");
    }

    /// <summary>The text of an instant.</summary>
    public static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
