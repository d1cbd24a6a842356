using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace OrleansFlights.Sqlite;

/// <summary>The idle sessions of a file. A session whose work failed is closed, so none is ever used again in an unknown state.</summary>
/// <param name="file">The file.</param>
/// <param name="maxIdle">Most sessions that stay open without work.</param>
public sealed class SqliteSessionPool(SqliteFile file, int maxIdle) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _disposed;

    /// <summary>Runs work on a session that nobody else uses meanwhile. SQLite's failures are thrown as the file's.</summary>
    /// <exception cref="OperationCanceledException">The token interrupted the work.</exception>
    public T Use<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            if (!_idle.TryTake(out var session))
                session = SqliteSession.Open(file);
            var result = RunOrClose(session, work, cancellationToken);
            if (_disposed || _idle.Count >= maxIdle)
                session.Dispose();
            else
                _idle.Add(session);
            return result;
        }
        catch (SqliteException e)
        {
            throw file.Translate(e);
        }
    }

    /// <inheritdoc cref="Use{T}"/>
    public void Use(Action<SqliteSession> work) => Use(session =>
    {
        work(session);
        return true;
    });

    /// <summary>Closes the idle sessions; the others close when their work ends.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    private static T RunOrClose<T>(SqliteSession session, Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            using (cancellationToken.UnsafeRegister(static open => ((SqliteSession)open!).Interrupt(), session))
                return work(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
