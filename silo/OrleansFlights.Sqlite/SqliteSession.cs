using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansFlights.Sqlite;

/// <summary>
/// One connection in WAL mode, with the commands that were prepared on it: readers see one consistent state and wait for nobody. Used by
/// one thread at a time.
/// </summary>
public sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private readonly SqliteFile _file;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _write;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;

    private SqliteSession(SqliteConnection connection, SqliteFile file)
    {
        _connection = connection;
        _file = file;
        _ = raw.sqlite3_busy_timeout(connection.Handle!, (int)file.LockTimeout.TotalMilliseconds);
        using (var walMode = Prepare("PRAGMA journal_mode = WAL"))
            RunWhenFree(walMode);
        Execute(file.Synchronous);
        Execute(file.Setup);
        _read = Prepare("BEGIN");
        _write = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
    }

    /// <summary>Opens a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mayMake">Whether it is made when it does not exist.</param>
    public static SqliteSession Open(SqliteFile file, bool mayMake = true)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file.Path,
            Mode = mayMake ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(file.LockTimeout.TotalSeconds)),
        }.ToString());
        try
        {
            connection.Open();
            return new SqliteSession(connection, file);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw file.Translate(e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Prepares a statement for a hot path; the caller disposes of it.</summary>
    public SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql, _file);

    /// <summary>
    /// The command of a statement with its values: ?1, ?2 and so on. It is the same each time, so it is to be run, and its rows read, before it
    /// is asked for again.
    /// </summary>
    public SqliteCommand Bind(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Add(sql);
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>As <see cref="Bind"/>, with the values by name.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Add(sql);
            foreach (var (name, _) in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        foreach (var (name, value) in parameters)
            command.Parameters[name].Value = value;
        return command;
    }

    /// <summary>Runs a statement and gives the number of rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>The number that a statement gives; null for no row.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values) => (long?)Bind(sql, values).ExecuteScalar();

    /// <summary>Runs statements that take no values and are not kept.</summary>
    public void Execute(string sql)
    {
        using var command = NewCommand(sql);
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw _file.Translate(e);
        }
    }

    /// <summary>Runs work against one state of the file.</summary>
    public T Read<T>(Func<T> work) => InTransaction(_read, work);

    /// <summary>Runs work alone among the writers: all of it is done when this returns, none of it when this throws.</summary>
    public T Write<T>(Func<T> work) => InTransaction(_write, work);

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action work) => InTransaction(_write, () =>
    {
        work();
        return true;
    });

    /// <summary>
    /// As <see cref="Write{T}"/>, but durable only with the next write that is: a power cut before that may undo it, and leaves the file whole.
    /// </summary>
    public T WriteLazily<T>(Func<T> work)
    {
        Execute("PRAGMA synchronous = NORMAL");
        try
        {
            return Write(work);
        }
        finally
        {
            Execute(_file.Synchronous);
        }
    }

    /// <summary>Makes the tables in a new file, together with the <c>user_version</c> that marks it, and refuses a file of another version.</summary>
    /// <param name="version">The version of the tables, above 0.</param>
    /// <param name="tables">Statements that make the tables and set <c>user_version</c>.</param>
    /// <param name="refuse">Makes the exception for a file of the given other version.</param>
    public void EnsureSchema(long version, string tables, Func<long, Exception> refuse)
    {
        const string UserVersion = "PRAGMA user_version";
        if (Number(UserVersion) == version)
            return;
        Write(() =>
        {
            var found = Number(UserVersion)!.Value;
            if (found == 0)
                Execute(tables);
            else if (found != version)
                throw refuse(found);
        });
    }

    /// <summary>Ends what runs on another thread; it throws <see cref="OperationCanceledException"/> there.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_connection.Handle!);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _read.Dispose();
        _write.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Add(string sql)
    {
        var command = NewCommand(sql);
        _commands.Add(sql, command);
        return command;
    }

    private SqliteCommand NewCommand(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Values are bound; what is put together is of the product's own making: conditions, table names, numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private T InTransaction<T>(SqliteStatement begin, Func<T> work)
    {
        RunWhenFree(begin);
        try
        {
            var result = work();
            RunWhenFree(_commit);
            return result;
        }
        catch
        {
            // SQLite rolls back by itself on some errors; then there is nothing left to roll back, and that is as good.
            _ = _rollback.TryStep();
            _rollback.Reset();
            throw;
        }
    }

    /// <summary>
    /// Tries each millisecond until no other connection holds the lock. SQLite's own waiting backs off to 100 ms, and a process that appends
    /// without a pause would then leave the others hardly a chance.
    /// </summary>
    private void RunWhenFree(SqliteStatement statement)
    {
        var handle = _connection.Handle!;
        var deadline = Environment.TickCount64 + (long)_file.LockTimeout.TotalMilliseconds;
        _ = raw.sqlite3_busy_timeout(handle, 0);
        try
        {
            for (var code = statement.TryStep(); code is not (raw.SQLITE_DONE or raw.SQLITE_ROW); code = statement.TryStep())
            {
                if (!SqliteFailure.IsBusy(code) || Environment.TickCount64 > deadline)
                    throw statement.Failure(code);

                statement.Reset();
                Thread.Sleep(1);
            }

            statement.Reset();
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(handle, (int)_file.LockTimeout.TotalMilliseconds);
        }
    }
}
