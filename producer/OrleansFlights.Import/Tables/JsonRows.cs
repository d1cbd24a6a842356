using System.Text;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>
/// Writes the objects of a JSON document's arrays one a line, in one pass and in the memory of a buffer: a document is otherwise read
/// whole.
/// </summary>
internal sealed class JsonRows
{
    private const int BufferBytes = 1 << 18;
    private const int DeepestNesting = 1_000;

    private readonly Stream _target;
    private readonly bool _topIsRow;
    private readonly List<Level> _levels = [];
    private bool _inText;
    private bool _isEscaped;
    private int _rowDepth = -1;
    private bool _isOver;
    private long _rows;

    private JsonRows(Stream target, bool topIsRow)
    {
        _target = target;
        _topIsRow = topIsRow;
    }

    /// <summary>The rows as JSON lines; the part itself when it is a document without arrays of objects.</summary>
    /// <exception cref="ImportException">It is no whole JSON document.</exception>
    public static InputPart Of(InputPart part, string scratch)
    {
        var path = Path.Combine(scratch, $"{part.Hash}.rows");

        // That objects follow one another, without an array around them, shows only when the second comes.
        var rows = Write(part, path, topIsRow: false) ?? Write(part, path, topIsRow: true);
        return rows == 0 ? part : part with { Path = path, Kind = ContentKind.JsonLines, Bytes = new FileInfo(path).Length };
    }

    private static long? Write(InputPart part, string path, bool topIsRow)
    {
        using var source = new FileStream(part.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        var scan = new JsonRows(target, topIsRow);
        var buffer = new byte[BufferBytes];
        for (var at = 0L; source.Read(buffer) is > 0 and var read; at += read)
        {
            var mark = at == 0 && buffer.AsSpan(0, read).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            if (scan.Take(buffer.AsSpan(mark, read - mark)) is not (>= 0 and var wrong))
                continue;
            if (scan._isOver && !topIsRow && buffer[mark + wrong] == '{' && scan._rows == 0)
                return null;
            throw new ImportException($"{part.Name} is no JSON that can be read: at byte {at + mark + wrong} it is broken.");
        }

        return scan._levels.Count == 0 && !scan._inText
            ? scan._rows : throw new ImportException($"{part.Name} is no JSON that can be read: it ends inside of a value.");
    }

    /// <summary>Goes through some bytes; gives the place of the first that cannot be there, -1 without.</summary>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            var next = bytes[at];
            var wasRow = _rowDepth >= 0;
            if (_inText)
                InText(next);
            else if (!Outside(next))
                return at;
            if (wasRow || _rowDepth >= 0)
                _target.WriteByte(next is (byte)'\n' or (byte)'\r' ? (byte)' ' : next);
            if (wasRow && _rowDepth < 0)
                _target.WriteByte((byte)'\n');
        }

        return -1;
    }

    private void InText(byte next)
    {
        _inText = _isEscaped || next != '"';
        _isEscaped = !_isEscaped && next == '\\';
    }

    private bool Outside(byte next)
    {
        switch (next)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return true;
            case (byte)'{' or (byte)'[':
                return (!_isOver || (_topIsRow && next == '{')) && Open(next);
            case (byte)'}' or (byte)']':
                return Close(next);
            case (byte)'"':
                _inText = true;
                return Scalar();
            case (byte)',' or (byte)':':
                return _levels.Count > 0;
            default:
                return Scalar();
        }
    }

    private bool Open(byte mark)
    {
        if (_levels.Count == DeepestNesting)
            return false;
        if (mark == '{' && _rowDepth < 0 && (_levels.Count == 0 ? _topIsRow : _levels[^1].Mark == '['))
        {
            if (_levels.Count > 0)
                _levels[^1] = _levels[^1] with { HasRows = true };
            _rowDepth = _levels.Count;
            _rows++;
        }

        _isOver = false;
        _levels.Add(new Level(mark, HasRows: false));
        return true;
    }

    private bool Close(byte mark)
    {
        if (_levels.Count == 0 || _levels[^1].Mark != mark - 2)
            return false;
        _levels.RemoveAt(_levels.Count - 1);
        if (_levels.Count == _rowDepth)
            _rowDepth = -1;
        _isOver = _levels.Count == 0;
        return true;
    }

    /// <summary>Beside rows there is nothing else in an array; what is in a row is read when the row is.</summary>
    private bool Scalar() => _levels.Count > 0 && (_rowDepth >= 0 || !_levels[^1].HasRows);

    private readonly record struct Level(byte Mark, bool HasRows);
}
