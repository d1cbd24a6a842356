using System.IO.Hashing;
using System.Text.Unicode;

namespace OrleansFlights.Import.Inputs;

/// <summary>What one pass over a file's bytes finds.</summary>
/// <param name="Hash">Hash of the bytes, in hexadecimal.</param>
/// <param name="Bytes">How many.</param>
/// <param name="FirstNull">Where the first zero byte is, which no text has; negative without.</param>
/// <param name="IsUtf8">Whether all of it is UTF-8.</param>
/// <param name="MixesLineEnds">Whether its lines end in more than one way.</param>
internal readonly record struct TextScan(string Hash, long Bytes, long FirstNull, bool IsUtf8, bool MixesLineEnds)
{
    private const int BufferBytes = 1 << 20;
    private const int LongestCharacter = 4;

    /// <summary>Reads a file once.</summary>
    public static TextScan Of(string path, bool isText, CancellationToken cancellation)
    {
        var hash = new XxHash128();
        var buffer = new byte[BufferBytes];
        long bytes = 0, firstNull = -1;
        var utf8 = true;
        var kept = 0;
        var ends = new LineEnds();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        while (file.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
        {
            cancellation.ThrowIfCancellationRequested();
            var fresh = buffer.AsSpan(kept, read);
            hash.Append(fresh);
            if (isText)
            {
                if (firstNull < 0 && fresh.IndexOf((byte)0) is >= 0 and var at)
                    firstNull = bytes + at;
                ends.Add(fresh);
                kept = utf8 ? Check(buffer, kept + read, ref utf8) : 0;
            }

            bytes += read;
        }

        return new TextScan(Convert.ToHexStringLower(hash.GetCurrentHash()), bytes, firstNull, utf8 && kept == 0, ends.AreMixed);
    }

    /// <summary>Checks what is there and moves a character that is not whole yet to the front; says how many bytes that are.</summary>
    private static int Check(byte[] buffer, int length, ref bool utf8)
    {
        var tail = 0;
        for (var back = 1; back < LongestCharacter && back <= length; back++)
        {
            var lead = buffer[length - back];
            if (lead < 0x80)
                break;
            if (lead < 0xC0)
                continue;
            var needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
            tail = needs > back ? back : 0;
            break;
        }

        utf8 = Utf8.IsValid(buffer.AsSpan(0, length - tail));
        buffer.AsSpan(length - tail, tail).CopyTo(buffer);
        return utf8 ? tail : 0;
    }

    /// <summary>Counts how lines end.</summary>
    private struct LineEnds
    {
        private long _feeds;
        private long _returns;
        private long _both;
        private bool _endsWithReturn;

        public readonly bool AreMixed => _feeds > 0 && _returns > 0 && (_feeds != _both || _returns != _both);

        public void Add(ReadOnlySpan<byte> bytes)
        {
            _feeds += bytes.Count((byte)'\n');
            _returns += bytes.Count((byte)'\r');
            _both += bytes.Count("\r\n"u8) + (_endsWithReturn && bytes[0] == '\n' ? 1 : 0);
            _endsWithReturn = bytes[^1] == '\r';
        }
    }
}
