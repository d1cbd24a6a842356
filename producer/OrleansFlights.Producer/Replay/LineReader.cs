using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace OrleansFlights.Producer.Replay;

/// <summary>Splits a stream into lines of bytes, in bounded memory.</summary>
internal static class LineReader
{
    /// <summary>The longest line that is handed out, in bytes: far above what a valid record may have, below what logs refuse.</summary>
    public const int MaxLineBytes = 512 * 1024;

    /// <summary>The lines without their ends (LF or CR LF); null in the place of a line that is too long. Empty lines count too.</summary>
    public static async IAsyncEnumerable<byte[]?> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 * 1024, minimumReadSize: 32 * 1024, leaveOpen: true));
        var skipping = false;
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, out var line))
            {
                yield return skipping || line.Length > MaxLineBytes ? null : Trimmed(line);
                skipping = false;
            }

            if (read.IsCompleted)
            {
                if (skipping || !buffer.IsEmpty)
                    yield return skipping || buffer.Length > MaxLineBytes ? null : Trimmed(buffer);
                await pipe.CompleteAsync();
                yield break;
            }

            if (buffer.Length > MaxLineBytes)
            {
                skipping = true;
                buffer = buffer.Slice(buffer.End);
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
            return false;
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static byte[] Trimmed(ReadOnlySequence<byte> line)
    {
        var bytes = line.ToArray();
        return bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes;
    }
}
