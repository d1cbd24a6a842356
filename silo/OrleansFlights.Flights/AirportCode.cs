namespace OrleansFlights.Flights;

/// <summary>
/// An IATA airport code: three letters A to Z, packed into an int so that it hashes and compares without touching text.
/// </summary>
public readonly record struct AirportCode
{
    private readonly int _packed;

    private AirportCode(int packed) => _packed = packed;

    /// <summary>The code as one number in 0..2^24, three bytes of ASCII, first letter highest.</summary>
    public int Packed => _packed;

    /// <summary>Parses exactly three upper-case letters.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out AirportCode code)
    {
        if (utf8.Length == 3 && IsLetter(utf8[0]) && IsLetter(utf8[1]) && IsLetter(utf8[2]))
        {
            code = new AirportCode((utf8[0] << 16) | (utf8[1] << 8) | utf8[2]);
            return true;
        }

        code = default;
        return false;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out AirportCode)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out AirportCode code)
    {
        if (text.Length == 3 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) && char.IsAsciiLetterUpper(text[2]))
        {
            code = new AirportCode((text[0] << 16) | (text[1] << 8) | text[2]);
            return true;
        }

        code = default;
        return false;
    }

    /// <summary>The three letters.</summary>
    public override string ToString() =>
        string.Create(3, _packed, static (chars, packed) =>
        {
            chars[0] = (char)((packed >> 16) & 0xFF);
            chars[1] = (char)((packed >> 8) & 0xFF);
            chars[2] = (char)(packed & 0xFF);
        });

    /// <summary>Writes the three letters in ASCII; gives what was written.</summary>
    internal ReadOnlySpan<byte> Write(Span<byte> target)
    {
        target[0] = (byte)(_packed >> 16);
        target[1] = (byte)(_packed >> 8);
        target[2] = (byte)_packed;
        return target[..3];
    }

    private static bool IsLetter(byte b) => b is >= (byte)'A' and <= (byte)'Z';
}
