using System.Buffers.Text;
using System.Text;

namespace OrleansFlights.Flights;

/// <summary>Resolves the escapes of a JSON string, without throwing.</summary>
internal static class JsonText
{
    /// <summary>Writes the text that a well-formed JSON string stands for, as UTF-8.</summary>
    /// <param name="raw">The bytes between the quotes, escapes well formed.</param>
    /// <param name="target">At least as long as <paramref name="raw"/>: an escape is never shorter than what it stands for.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False when an escape is a lone surrogate.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> raw, Span<byte> target, out int written)
    {
        written = 0;
        var at = 0;
        while (at < raw.Length)
        {
            if (raw[at] != (byte)'\\')
            {
                target[written++] = raw[at++];
                continue;
            }

            if (raw[at + 1] != (byte)'u')
            {
                target[written++] = Simple(raw[at + 1]);
                at += 2;
                continue;
            }

            var first = Unit(raw[(at + 2)..]);
            at += 6;
            Rune rune;
            if (char.IsHighSurrogate(first))
            {
                if (at + 6 > raw.Length || raw[at] != (byte)'\\' || raw[at + 1] != (byte)'u'
                    || !Rune.TryCreate(first, Unit(raw[(at + 2)..]), out rune))
                    return false;
                at += 6;
            }
            else if (!Rune.TryCreate(first, out rune))
            {
                return false;
            }

            written += rune.EncodeToUtf8(target[written..]);
        }

        return true;
    }

    private static char Unit(ReadOnlySpan<byte> hex)
    {
        _ = Utf8Parser.TryParse(hex[..4], out ushort unit, out _, 'x');
        return (char)unit;
    }

    private static byte Simple(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };
}
