using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>
/// Shows bytes that may be anything to people: nothing in them can act on a terminal, and nothing is lost that could be told apart.
/// </summary>
internal static class RawBytes
{
    private const int PerLine = 16;

    /// <summary>
    /// One line: text as it is, control characters and bytes that are no UTF-8 as <c>\x1B</c>, a backslash doubled; long ones cut short.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="most">Most characters of the line.</param>
    public static string Line(ReadOnlySpan<byte> bytes, int most)
    {
        var line = new StringBuilder();
        while (!bytes.IsEmpty && line.Length <= most)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done && !IsUnsafe(rune))
                line.Append(rune.Value == '\\' ? @"\\" : rune.ToString());
            else
                AppendHex(line, bytes[..length]);
            bytes = bytes[length..];
        }

        return line.Length <= most ? line.ToString() : string.Concat(line.ToString().AsSpan(0, most - 1), "…");
    }

    /// <summary>Whether bytes are text that may be printed as it is, line ends and tabs among it.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            return false;
        foreach (var rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            if (IsUnsafe(rune) && rune.Value is not ('\n' or '\r' or '\t'))
                return false;
        }

        return true;
    }

    /// <summary>Lines of offset, 16 bytes in hexadecimal, and the ASCII among them.</summary>
    public static IEnumerable<string> Dump(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += PerLine)
        {
            var part = bytes.AsSpan(at, Math.Min(PerLine, bytes.Length - at));
            var hex = new StringBuilder();
            var ascii = new StringBuilder();
            foreach (var b in part)
            {
                hex.Append(CultureInfo.InvariantCulture, $"{b:x2} ");
                ascii.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
            }

            yield return string.Create(CultureInfo.InvariantCulture, $"{at:x8}  {hex.ToString(),-(PerLine * 3)} {ascii}");
        }
    }

    /// <summary>Control characters and the marks that turn the direction of text.</summary>
    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static void AppendHex(StringBuilder line, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            line.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
    }
}
