using System.Buffers;
using System.Text;

namespace OrleansFlights.Grains.Protocol;

/// <summary>Writes LEB128 varints (as Protocol Buffers encodes them) into a growing buffer.</summary>
internal sealed class VarintWriter(int capacity)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    public void Write(long value)
    {
        var rest = (ulong)value;
        var span = _buffer.GetSpan(10);
        var length = 0;
        while (rest >= 0x80)
        {
            span[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[length++] = (byte)rest;
        _buffer.Advance(length);
    }

    public void WriteSigned(long value) => Write((value << 1) ^ (value >> 63));

    public void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Write(length);
        Encoding.UTF8.GetBytes(text.AsSpan(), _buffer);
    }

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}

/// <summary>Reads what a <see cref="VarintWriter"/> wrote.</summary>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public long Read()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
                throw new InvalidDataException("ends in the middle of a number");
            var b = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return (long)value;
        }

        throw new InvalidDataException("a number is longer than ten bytes");
    }

    public long ReadSigned()
    {
        var value = Read();
        return (long)((ulong)value >> 1) ^ -(value & 1);
    }

    public string ReadText()
    {
        var length = checked((int)Read());
        if (length > _rest.Length)
            throw new InvalidDataException("ends in the middle of a text");
        var text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }
}
