using DuckDB.NET.Data;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>
/// Reads rows one after the other, in the order of the file, as they come out of the query: no more than a few thousand are in memory.
/// </summary>
internal sealed class TableRows(DuckDBCommand command, InputPart part) : IDisposable
{
    private DuckDBDataReader? _reader;

    /// <summary>Goes to the next row; false after the last.</summary>
    /// <exception cref="ImportException">The file cannot be read on.</exception>
    public bool Next()
    {
        try
        {
            _reader ??= command.ExecuteReader();
            return _reader.Read();
        }
        catch (DuckDBException broken)
        {
            throw DuckText.Failed(part, broken);
        }
    }

    /// <summary>A cell of the row.</summary>
    public Cell this[int at, CellKind kind] =>
        _reader!.IsDBNull(at) ? default
        : kind switch
        {
            CellKind.Text => Cell.Of(_reader.GetString(at)),
            CellKind.Real => new Cell(kind, 0, _reader.GetDouble(at), null),
            _ => new Cell(kind, _reader.GetInt64(at), 0, null),
        };

    /// <summary>Bytes of the row.</summary>
    public byte[]? Bytes(int at)
    {
        if (_reader!.IsDBNull(at))
            return null;
        using var stream = _reader.GetStream(at);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public void Dispose()
    {
        _reader?.Dispose();
        command.Dispose();
    }
}
