using SQLitePCL;

namespace OrleansFlights.Log.Sqlite;

/// <summary>A prepared statement that is run again and again without allocating. Reset it after its last row, which ends its read transaction.</summary>
internal sealed class SqliteStatement(sqlite3 database, sqlite3_stmt statement, string file) : IDisposable
{
    public SqliteStatement Bind(int parameter, long value)
    {
        ThrowUnlessOk(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, string value)
    {
        ThrowUnlessOk(raw.sqlite3_bind_text(statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        ThrowUnlessOk(raw.sqlite3_bind_blob(statement, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false after the last one.</summary>
    /// <exception cref="LogException">SQLite failed; the statement was reset.</exception>
    public bool Step() => TryStep() switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var code => throw Failure(code),
    };

    /// <summary>Runs the statement to its end.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>As <see cref="Step"/>, but hands out SQLite's result code.</summary>
    public int TryStep() => raw.sqlite3_step(statement);

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>A blob in SQLite's memory, good until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public void Reset() => _ = raw.sqlite3_reset(statement);

    /// <summary>Resets the statement and makes the exception of a code that it returned.</summary>
    public LogException Failure(int code)
    {
        var detail = raw.sqlite3_errmsg(database).utf8_to_string();
        Reset();
        return SqliteFailure.Of(code, detail, file);
    }

    public void Dispose() => statement.Dispose();

    private void ThrowUnlessOk(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(code);
    }
}
