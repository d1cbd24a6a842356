using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Search.Sqlite;

/// <summary>The file of the search index and the sessions open on it. The file is made when it is first used.</summary>
public sealed class SqliteSearchFile : IDisposable
{
    /// <summary>The engine, for people.</summary>
    internal const string Service = "SQLite";

    private const string DefaultFile = "search.db";
    private const int MaxIdle = 8;

    private readonly SqliteFile _file;
    private readonly SqliteSessionPool _sessions;
    private readonly Lazy<bool> _made;

    /// <summary>Names the file.</summary>
    public SqliteSearchFile(IOptions<SearchOptions> options, IOptions<DataOptions> data)
    {
        var path = System.IO.Path.GetFullPath(options.Value.Sqlite.File ?? data.Value.File(DefaultFile));
        _file = new SqliteFile(path, "The search index", failure => new SearchException(Service, failure.Message, failure.Cause))
        {
            // A power cut may take the newest commits, documents and progress together: they are read from the log again.
            CommitsAreDurable = false,
            CacheKiB = 16 << 10,
        };
        _sessions = new SqliteSessionPool(_file, MaxIdle);
        _made = new Lazy<bool>(Make, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Where the file is.</summary>
    internal string Path => _file.Path;

    /// <summary>Closes the sessions.</summary>
    public void Dispose() => _sessions.Dispose();

    /// <summary>Runs work on a session and a thread of its own kind: SQLite blocks its callers.</summary>
    internal Task<T> UseAsync<T>(Func<SqliteSession, T> work, TaskCreationOptions thread, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
        () =>
        {
            _ = _made.Value;
            return _sessions.Use(work, cancellationToken);
        },
        cancellationToken,
        thread,
        TaskScheduler.Default);

    private bool Make()
    {
        _file.MakeDirectory();
        _sessions.Use(session => SearchSchema.Apply(session, Path));
        return true;
    }
}
