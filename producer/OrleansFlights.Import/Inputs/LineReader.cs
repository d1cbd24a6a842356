namespace OrleansFlights.Import.Inputs;

/// <summary>Splits a file into lines of bytes, in bounded memory.</summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>The longest line that is handed out, in bytes: far above what a valid record may have, below what logs refuse.</summary>
    public const int MaxLineBytes = 512 * 1024;

    private const int BufferBytes = 1 << 20;

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly long _bytes;
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="bytes">How many of its bytes to read at most: what a file that grows had when its hash was taken.</param>
    public LineReader(string path, long bytes = long.MaxValue)
    {
        _bytes = bytes;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            _start = 3;
    }

    /// <summary>The line without its end (LF or CR LF), valid until the next one.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Whether the line is longer than <see cref="MaxLineBytes"/>; then it is not handed out.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>How many bytes were read from the file.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Goes to the next line; false after the last. Empty lines count too.</summary>
    public bool Next()
    {
        IsTooLong = false;
        var searched = _start;
        while (true)
        {
            var at = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                Take(searched + at);
                _start = searched + at + 1;
                return true;
            }

            if (_atEnd)
                return TakeLast();
            if (_end - _start > MaxLineBytes)
            {
                IsTooLong = true;
                _start = _end;
            }

            searched = Fill();
        }
    }

    public void Dispose() => _file.Dispose();

    private bool TakeLast()
    {
        if (_start == _end && !IsTooLong)
            return false;
        Take(_end);
        _start = _end;
        return true;
    }

    private void Take(int end)
    {
        IsTooLong |= end - _start > MaxLineBytes;
        var line = _buffer.AsMemory(_start, end - _start);
        Line = IsTooLong ? default : line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }

    /// <summary>Moves what is left to the front and reads on; says where the new bytes begin.</summary>
    private int Fill()
    {
        var left = _end - _start;
        _buffer.AsSpan(_start, left).CopyTo(_buffer);
        _start = 0;
        _end = left;
        var read = _file.Read(_buffer, _end, (int)Math.Min(_buffer.Length - _end, _bytes - BytesRead));
        _end += read;
        BytesRead += read;
        _atEnd = read == 0;
        return left;
    }
}
