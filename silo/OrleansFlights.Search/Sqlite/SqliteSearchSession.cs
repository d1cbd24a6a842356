using Microsoft.Data.Sqlite;

namespace OrleansFlights.Search.Sqlite;

/// <summary>One connection with the statements that were prepared on it. Used by one caller at a time.</summary>
internal sealed class SqliteSearchSession : IDisposable
{
    private const int LockTimeoutSeconds = 30;

    // A power cut may take the newest commits, documents and progress together: they are read from the log again.
    private const string Setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216;";

    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    private SqliteSearchSession(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    public static SqliteSearchSession Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = LockTimeoutSeconds }.ToString());
        var session = new SqliteSearchSession(connection);
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
            command = Connection.CreateCommand();
#pragma warning disable CA2100 // Values are bound; what is put together here are conditions and numbers of builds.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>Runs a statement.</summary>
    public void Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>The number that a statement gives; null for no row.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values) => (long?)Bind(sql, values).ExecuteScalar();

    /// <summary>Runs statements that take no values and are not kept.</summary>
    public void Execute(string sql)
    {
        using var command = Connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Runs work against one state of the index.</summary>
    public T Read<T>(Func<T> work) => InTransaction(work, "BEGIN");

    /// <summary>Runs work alone among the writers: all of it is there when this returns, none of it when this throws.</summary>
    public T Write<T>(Func<T> work) => InTransaction(work, "BEGIN IMMEDIATE");

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        Connection.Dispose();
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
