using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansFlights.Sqlite;

/// <summary>A prepared statement that is run again and again without allocating. Reset it after its last row, which ends its read transaction.</summary>
public sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly SqliteFile _file;

    internal SqliteStatement(sqlite3 database, string sql, SqliteFile file)
    {
        _database = database;
        _file = file;
        var code = raw.sqlite3_prepare_v2(database, sql, out _statement);
        if (code != raw.SQLITE_OK)
            throw Error(code);
    }

    /// <summary>Sets a parameter, counted from 1, and gives this statement.</summary>
    public SqliteStatement Bind(int parameter, long value) => Checked(raw.sqlite3_bind_int64(_statement, parameter, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public SqliteStatement Bind(int parameter, string value) => Checked(raw.sqlite3_bind_text(_statement, parameter, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value) => Checked(raw.sqlite3_bind_blob(_statement, parameter, value));

    /// <summary>Sets a parameter, counted from 1, to null and gives this statement.</summary>
    public SqliteStatement BindNull(int parameter) => Checked(raw.sqlite3_bind_null(_statement, parameter));

    /// <summary>Goes to the next row; false after the last one. When it throws, the statement is reset.</summary>
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

    /// <summary>The 64-bit integer in a column, counted from 0.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>The text in a column, counted from 0.</summary>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>A blob in SQLite's memory, good until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Makes the statement ready to run again; parameters keep their values.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    /// <summary>As <see cref="Step"/>, but hands out SQLite's result code.</summary>
    internal int TryStep() => raw.sqlite3_step(_statement);

    /// <summary>Resets the statement and makes the exception of a code that it returned.</summary>
    internal Exception Failure(int code)
    {
        var error = Error(code);
        Reset();
        return error;
    }

    private Exception Error(int code) =>
        _file.Translate(new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), code & 0xFF, code));

    private SqliteStatement Checked(int code) => code == raw.SQLITE_OK ? this : throw Failure(code);
}
