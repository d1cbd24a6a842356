using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansFlights.Log.Sqlite;

/// <summary>One connection to a log's file, set up so that a commit is on the disk when it returns. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private const string Setup =
        """
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 4000;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA cache_size = -8192;
        PRAGMA temp_store = MEMORY;
        """;

    private readonly SqliteConnection _connection;
    private readonly string _file;
    private readonly TimeSpan _lockTimeout;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;

    private SqliteSession(SqliteConnection connection, string file, TimeSpan lockTimeout)
    {
        _connection = connection;
        _file = file;
        _lockTimeout = lockTimeout;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
    }

    /// <summary>Opens the file.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="lockTimeout">How long to wait for other connections.</param>
    /// <param name="mayMake">Whether the file is made when it does not exist.</param>
    /// <exception cref="LogException">It cannot be opened.</exception>
    public static SqliteSession Open(string file, TimeSpan lockTimeout, bool mayMake = true)
    {
        var mode = mayMake ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle!, (int)lockTimeout.TotalMilliseconds);
            Execute(connection, Setup);
            return new SqliteSession(connection, file, lockTimeout);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteFailure.From(e, file);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteStatement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v2(_connection.Handle!, sql, out var statement);
        return code == raw.SQLITE_OK
            ? new SqliteStatement(_connection.Handle!, statement, _file)
            : throw SqliteFailure.Of(code, raw.sqlite3_errmsg(_connection.Handle!).utf8_to_string(), _file);
    }

    /// <summary>Runs statements that return nothing of interest.</summary>
    public void Execute(string sql)
    {
        try
        {
            Execute(_connection, sql);
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.From(e, _file);
        }
    }

    /// <summary>Runs work in a write transaction: all of it is durable when this returns, none of it when this throws.</summary>
    public void Write(Action work)
    {
        RunWhenFree(_begin);
        try
        {
            work();
            RunWhenFree(_commit);
        }
        catch
        {
            // SQLite rolls back by itself on some errors; then there is nothing left to roll back, and that is as good.
            _ = _rollback.TryStep();
            _rollback.Reset();
            throw;
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _connection.Dispose();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this assembly come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>
    /// Tries each millisecond until no other process holds the lock. SQLite's own waiting backs off to 100 ms, and a process that appends
    /// without a pause would then leave the others hardly a chance.
    /// </summary>
    private void RunWhenFree(SqliteStatement statement)
    {
        var handle = _connection.Handle!;
        var deadline = Environment.TickCount64 + (long)_lockTimeout.TotalMilliseconds;
        _ = raw.sqlite3_busy_timeout(handle, 0);
        try
        {
            for (var code = statement.TryStep(); code != raw.SQLITE_DONE; code = statement.TryStep())
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
            _ = raw.sqlite3_busy_timeout(handle, (int)_lockTimeout.TotalMilliseconds);
        }
    }
}
