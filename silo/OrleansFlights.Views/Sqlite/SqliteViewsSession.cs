using Microsoft.Data.Sqlite;

namespace OrleansFlights.Views.Sqlite;

/// <summary>One connection with the statements that were prepared on it. Used by one caller at a time.</summary>
internal sealed class SqliteViewsSession : IDisposable
{
    private const int LockTimeoutSeconds = 30;
    private const string Setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216;";

    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private RowInsert? _totalRow;
    private RowInsert? _windowRow;

    private SqliteViewsSession(SqliteConnection connection) => _connection = connection;

    public static SqliteViewsSession Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = LockTimeoutSeconds }.ToString());
        var session = new SqliteViewsSession(connection);
        try
        {
            connection.Open();
            session.Execute(Setup);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The prepared form of a statement with its values: ?1, ?2 and so on.</summary>
    public SqliteCommand Bind(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this assembly come here.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            command.Prepare();
            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>The statement that adds a row to the tallies of views.</summary>
    public RowInsert TotalRow => _totalRow ??= new RowInsert(_connection, window: false);

    /// <summary>The statement that adds a row to the tallies of windows.</summary>
    public RowInsert WindowRow => _windowRow ??= new RowInsert(_connection, window: true);

    /// <summary>Runs a statement and gives the rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs statements that take no values and are not kept.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this assembly come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Runs work against one state of the store.</summary>
    public T Read<T>(Func<T> work) => InTransaction(work, "BEGIN");

    /// <summary>Runs work alone among the writers: all of it is durable when this returns, none of it when this throws.</summary>
    public T Write<T>(Func<T> work) => InTransaction(work, "BEGIN IMMEDIATE");

    /// <summary>
    /// As <see cref="Write"/>, but durable only with the next write that is: a power cut before that may undo it, and leaves the file whole.
    /// </summary>
    public T WriteLazily<T>(Func<T> work)
    {
        Execute("PRAGMA synchronous = NORMAL");
        var result = Write(work);
        Execute("PRAGMA synchronous = FULL");
        return result;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        _totalRow?.Dispose();
        _windowRow?.Dispose();
        _connection.Dispose();
    }

    private T InTransaction<T>(Func<T> work, string begin)
    {
        // When this throws, the file closes the session, and that undoes what the transaction did.
        Execute(begin);
        var result = work();
        Execute("COMMIT");
        return result;
    }
}
