using System.Text.Json;

namespace OrleansFlights.Import.Inputs;

/// <summary>
/// Tells JSON lines from a JSON document: of lines, the first holds a whole value, and nothing or another value follows it.
/// </summary>
internal static class JsonShape
{
    /// <param name="head">The first bytes, from the first brace or bracket on.</param>
    public static ContentKind Of(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf((byte)'\n');
        var line = (end < 0 ? head : head[..end]).TrimEnd("\r \t"u8);
        var rest = end < 0 ? default : head[end..].TrimStart(" \t\r\n"u8);
        if (!rest.IsEmpty && rest[0] != (byte)'{')
            return line.StartsWith("{"u8) && IsWhole(line) ? ContentKind.JsonLines : ContentKind.JsonDocument;
        if (line[0] == (byte)'[')
            return ContentKind.JsonDocument;

        // A brace follows, or nothing: a document would be broken over the lines here, so that its first one is no whole value.
        return IsWhole(line) || (!rest.IsEmpty && !IsStart(line)) ? ContentKind.JsonLines : ContentKind.JsonDocument;
    }

    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a line is the beginning of a value rather than a broken one.</summary>
    private static bool IsStart(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
