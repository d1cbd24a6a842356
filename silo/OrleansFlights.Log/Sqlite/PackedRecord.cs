using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// A record inside a chunk, little-endian: timestamp (8 bytes), key length (4), value length (4), key, value. Offsets are not stored:
/// within a chunk they are consecutive.
/// </summary>
internal static class PackedRecord
{
    /// <summary>Most bytes of key and value together.</summary>
    public const int MaxBytes = 16 << 20;

    private const int HeaderBytes = 16;

    public static int SizeOf(in LogEntry entry) => HeaderBytes + entry.Key.Length + entry.Value.Length;

    /// <summary>Writes an entry into a span of exactly <see cref="SizeOf"/> bytes.</summary>
    public static void Write(Span<byte> target, in LogEntry entry)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, entry.TimestampMilliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], entry.Key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], entry.Value.Length);
        entry.Key.Span.CopyTo(target[HeaderBytes..]);
        entry.Value.Span.CopyTo(target[(HeaderBytes + entry.Key.Length)..]);
    }

    /// <summary>Reads the first record of a span and says how many bytes it takes; 0 when the bytes are no record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> source, int partition, long offset, out LogRecord record)
    {
        if (source.Length >= HeaderBytes)
        {
            var timestamp = BinaryPrimitives.ReadInt64LittleEndian(source);
            var key = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
            var value = BinaryPrimitives.ReadInt32LittleEndian(source[12..]);
            var size = HeaderBytes + (long)(uint)key + (uint)value;
            if (size <= source.Length)
            {
                record = new LogRecord(
                    partition, offset, timestamp, source.Slice(HeaderBytes, key), source.Slice(HeaderBytes + key, value));
                return (int)size;
            }
        }

        record = default;
        return 0;
    }
}
