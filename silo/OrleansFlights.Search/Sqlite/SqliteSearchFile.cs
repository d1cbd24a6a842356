using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using SQLitePCL;

namespace OrleansFlights.Search.Sqlite;

/// <summary>
/// The file of the search index and the sessions open on it. In WAL mode: readers see one consistent state and wait for nobody. Any number of
/// processes may use the file; it is made when it is first used.
/// </summary>
public sealed class SqliteSearchFile : IDisposable
{
    /// <summary>The engine, for people.</summary>
    internal const string Service = "SQLite";

    private const string DefaultFile = "search.db";
    private const int MaxIdle = 8;

    private readonly ConcurrentBag<SqliteSearchSession> _idle = [];
    private readonly Lazy<bool> _made;
    private volatile bool _disposed;

    /// <summary>Names the file.</summary>
    public SqliteSearchFile(IOptions<SearchOptions> options, IOptions<DataOptions> data)
    {
        Path = System.IO.Path.GetFullPath(options.Value.Sqlite.File ?? data.Value.File(DefaultFile));
        _made = new Lazy<bool>(Make, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Where it lies.</summary>
    internal string Path { get; }

    /// <summary>Closes the sessions.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    /// <summary>Runs work on a session and a thread of its own kind: SQLite blocks its callers.</summary>
    internal Task<T> UseAsync<T>(Func<SqliteSearchSession, T> work, TaskCreationOptions thread, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => _made.Value ? Use(work, cancellationToken) : throw new InvalidOperationException(), cancellationToken, thread, TaskScheduler.Default);

    private bool Make()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SearchException(Service, $"The search index {Path} cannot be made: {e.Message}", e);
        }

        return Use(
            session =>
            {
                SearchSchema.Apply(session, Path);
                return true;
            },
            CancellationToken.None);
    }

    private T Use<T>(Func<SqliteSearchSession, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            if (!_idle.TryTake(out var session))
                session = SqliteSearchSession.Open(Path);
            var result = RunOrClose(session, work, cancellationToken);
            if (_disposed || _idle.Count >= MaxIdle)
                session.Dispose();
            else
                _idle.Add(session);
            return result;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The search was given up.", e, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new SearchException(Service, $"The search index {Path} failed: {e.Message}", e);
        }
    }

    private static T RunOrClose<T>(SqliteSearchSession session, Func<SqliteSearchSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            using (cancellationToken.UnsafeRegister(static open => raw.sqlite3_interrupt(((SqliteSearchSession)open!).Connection.Handle), session))
                return work(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
