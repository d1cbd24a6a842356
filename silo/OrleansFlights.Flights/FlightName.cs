using System.Text;

namespace OrleansFlights.Flights;

/// <summary>
/// What a name may be: an airline's, or a flight's id. The one definition for whoever reads records, makes keys of grains or takes
/// arguments, so that a name that passed one of them passes all: grain keys must not be blank, and keys of stores must be well-formed text.
/// </summary>
public static class FlightName
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxBytes = 256;

    /// <summary>What is allowed, for people.</summary>
    public static string Allowed { get; } = $"1 to {MaxBytes} bytes of UTF-8, not white space alone, without control characters";

    /// <summary>Whether well-formed UTF-8 is a name.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxBytes || HasControls(utf8))
            return false;
        return utf8[0] is > (byte)' ' and < 0x80 || !IsBlank(utf8);
    }

    /// <summary>Whether a text is a name; one with half a surrogate pair is none.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[MaxBytes];
        return System.Text.Unicode.Utf8.FromUtf16(
            text, utf8, out _, out var written, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done
            && IsValid(utf8[..written]);
    }

    /// <summary>Whether well-formed UTF-8 holds control characters: U+0000 to U+001F and U+007F to U+009F.</summary>
    internal static bool HasControls(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || utf8.Contains((byte)0x7F))
            return true;

        // Those above ASCII are two bytes, of which the first is 0xC2.
        for (int at; (at = utf8.IndexOf((byte)0xC2)) >= 0; utf8 = utf8[(at + 1)..])
        {
            if (utf8[at + 1] < 0xA0)
                return true;
        }

        return false;
    }

    private static bool IsBlank(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(utf8, out var rune, out var length);
            if (!Rune.IsWhiteSpace(rune))
                return false;
            utf8 = utf8[length..];
        }

        return true;
    }
}
