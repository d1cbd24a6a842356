using System.Text.Json;
using System.Text.Unicode;

namespace OrleansFlights.Gateway.Http;

/// <summary>
/// Whether JSON, or a GraphQL document, holds nothing but text: valid UTF-8 and no escape that stands for half a character.
/// </summary>
public static class JsonSoundness
{
    /// <summary>What clients are told.</summary>
    public const string Message = "The request holds text that is no Unicode: invalid UTF-8, or half of a surrogate pair.";

    /// <summary>Whether every string and name of a JSON text can be read.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static bool IsSound(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return false;
        if (json.IndexOf("\\u"u8) < 0)
            return true;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // What the reader throws of a lone surrogate.
        }
    }

    /// <summary>Whether no string escape of a GraphQL document, and no character of its own, is half of a surrogate pair.</summary>
    public static bool IsSoundDocument(ReadOnlySpan<char> document)
    {
        var high = false;
        for (var i = 0; i < document.Length;)
        {
            var (unit, length) = Unit(document[i..]);
            if (char.IsLowSurrogate(unit) != high)
                return false;
            high = char.IsHighSurrogate(unit);
            i += length;
        }

        return !high;
    }

    /// <summary>
    /// The next UTF-16 unit, written out or as an escape of four digits or in braces; of other escapes the backslash stands for both
    /// characters.
    /// </summary>
    private static (char Unit, int Length) Unit(ReadOnlySpan<char> text)
    {
        if (text[0] != '\\' || text.Length == 1)
            return (text[0], 1);
        if (text[1] != 'u')
            return ('\\', 2);
        if (text.Length >= 6 && ushort.TryParse(text.Slice(2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit))
            return ((char)unit, 6);
        var end = text.Length > 3 && text[2] == '{' ? text.IndexOf('}') : -1;
        return end > 0 && uint.TryParse(text[3..end], System.Globalization.NumberStyles.AllowHexSpecifier, null, out var point)
            && point is >= 0xD800 and <= 0xDFFF
            ? ((char)point, end + 1)
            : ('\\', 2);
    }
}
