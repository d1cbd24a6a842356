using SharpCompress.Compressors.Xz;

namespace OrleansFlights.Import.Inputs;

/// <summary>An xz file is one or more streams, with zeros in fours between them; this reads them all, as one.</summary>
internal sealed class XzStreams(Stream packed) : Stream
{
    private XZStream _current = new(packed);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            var read = _current.Read(buffer, offset, count);
            if (read > 0 || count == 0 || !AtNextStream())
                return read;
            _current = new XZStream(packed);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool AtNextStream()
    {
        while (packed.ReadByte() is >= 0 and var next)
        {
            if (next == 0)
                continue;
            packed.Position--;
            return true;
        }

        return false;
    }
}
