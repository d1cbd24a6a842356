using System.Data.Common;

namespace OrleansFlights.Batch.Engine;

/// <summary>A row of an engine's result, read by column.</summary>
public interface ITallyRow
{
    /// <summary>A text.</summary>
    string GetString(int column);

    /// <summary>A number of SQL's type INT.</summary>
    int GetInt32(int column);

    /// <summary>A number of SQL's type BIGINT.</summary>
    long GetInt64(int column);
}

/// <summary>The row that an ADO.NET reader stands on.</summary>
internal readonly struct ReaderRow(DbDataReader reader) : ITallyRow
{
    public string GetString(int column) => reader.GetString(column);

    public int GetInt32(int column) => reader.GetInt32(column);

    public long GetInt64(int column) => reader.GetInt64(column);
}
