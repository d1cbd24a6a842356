using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Views.Sqlite;

/// <summary>
/// The file of the views store and the sessions open on it. In WAL mode: readers see one consistent state and wait for nobody, and a commit
/// is on the disk when it returns. Any number of processes may use the file.
/// </summary>
public sealed class SqliteViewsFile : IDisposable
{
    private const string DefaultFile = "views.db";
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<SqliteViewsSession> _idle = [];
    private readonly string _path;
    private volatile bool _disposed;

    /// <summary>Opens the file, which is made when it does not exist.</summary>
    /// <exception cref="ViewsException">It cannot be opened, or is of another version.</exception>
    public SqliteViewsFile(IOptions<ViewsOptions> options, IOptions<DataOptions> data)
    {
        _path = Path.GetFullPath(options.Value.Sqlite.File ?? data.Value.File(DefaultFile));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ViewsException($"The views store {_path} cannot be made: {e.Message}", e);
        }

        Use(session =>
        {
            ViewsSchema.Apply(session, _path);
            return true;
        });
    }

    /// <summary>Where the file is.</summary>
    internal string Location => _path;

    /// <summary>Closes the sessions.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    /// <summary>Runs work on a session of its own.</summary>
    internal T Use<T>(Func<SqliteViewsSession, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            if (!_idle.TryTake(out var session))
                session = SqliteViewsSession.Open(_path);
            var result = RunOrClose(session, work);
            if (_disposed || _idle.Count >= MaxIdle)
                session.Dispose();
            else
                _idle.Add(session);
            return result;
        }
        catch (SqliteException e)
        {
            throw new ViewsException($"The views store {_path} failed: {e.Message}", e);
        }
    }

    private static T RunOrClose<T>(SqliteViewsSession session, Func<SqliteViewsSession, T> work)
    {
        try
        {
            return work(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
