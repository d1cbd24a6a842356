using System.Text;

namespace OrleansFlights.Import.Inputs;

/// <summary>Finds out the encoding of text and writes it as UTF-8.</summary>
internal static class TextDecoder
{
    private const int LeastForGuess = 64;
    private const int WesternCodePage = 1252;

    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding of files that are no UTF-8 and do not say what they are.</summary>
    public static Encoding Western => Encoding.GetEncoding(WesternCodePage);

    /// <summary>The encoding of a name; null when there is none of that name.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>An encoding of two or four bytes a character, by its mark or by its zero bytes; null when it is none of those.</summary>
    public static Encoding? Wide(ReadOnlySpan<byte> head)
    {
        if (head is [0xFF, 0xFE, 0x00, 0x00, ..])
            return new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true);
        if (head is [0x00, 0x00, 0xFE, 0xFF, ..])
            return new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true);
        if (head is [0xFF, 0xFE, ..])
            return new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
        if (head is [0xFE, 0xFF, ..])
            return new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);
        if (head.Length < LeastForGuess)
            return null;
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] != 0)
                continue;
            if ((i & 1) == 0)
                even++;
            else
                odd++;
        }

        // Western text has a zero in every character, always on the same side.
        return odd > head.Length * 2 / 5 && even == 0
            ? new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true)
            : even > head.Length * 2 / 5 && odd == 0 ? new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true)
            : null;
    }

    /// <summary>Writes text as UTF-8, without a mark.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not of that encoding.</exception>
    public static void Rewrite(string from, string to, Encoding encoding, CancellationToken cancellation)
    {
        using var reader = new StreamReader(from, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        using var writer = new StreamWriter(
            to, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);
        var buffer = new char[1 << 15];
        var first = true;
        while (reader.Read(buffer) is > 0 and var read)
        {
            cancellation.ThrowIfCancellationRequested();
            var text = buffer.AsSpan(0, read);
            writer.Write(first && text[0] == '\uFEFF' ? text[1..] : text);
            first = false;
        }
    }

    /// <summary>Writes a text in UTF-8 with line feeds only, also where its lines end in carriage returns.</summary>
    public static void RewriteLineEnds(string path, string target, CancellationToken cancellation)
    {
        using var from = File.OpenRead(path);
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[1 << 18];
        var afterReturn = false;
        while (from.Read(buffer) is > 0 and var read)
        {
            cancellation.ThrowIfCancellationRequested();
            var kept = 0;
            foreach (var next in buffer.AsSpan(0, read))
            {
                if (next != '\n' || !afterReturn)
                    buffer[kept++] = next == '\r' ? (byte)'\n' : next;
                afterReturn = next == '\r';
            }

            to.Write(buffer, 0, kept);
        }
    }
}
