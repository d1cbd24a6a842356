using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Views.Sqlite;

/// <summary>The file of the views store and the sessions open on it. A commit is on the disk when it returns.</summary>
public sealed class SqliteViewsFile : IDisposable
{
    private const string DefaultFile = "views.db";
    private const int MaxIdle = 16;

    private readonly SqliteFile _file;
    private readonly SqliteSessionPool _sessions;

    /// <summary>Opens the file, which is made when it does not exist.</summary>
    /// <exception cref="ViewsException">It cannot be opened, or is of another version.</exception>
    public SqliteViewsFile(IOptions<ViewsOptions> options, IOptions<DataOptions> data)
    {
        var path = Path.GetFullPath(options.Value.Sqlite.File ?? data.Value.File(DefaultFile));
        _file = new SqliteFile(path, "The views store", failure => new ViewsException(failure.Message, failure.Cause))
        {
            PagesPerCheckpoint = 4000,
            CacheKiB = 16 << 10,
        };
        _file.MakeDirectory();
        _sessions = new SqliteSessionPool(_file, MaxIdle);
        _sessions.Use(session => ViewsSchema.Apply(session, path));
    }

    /// <summary>Where the file is.</summary>
    internal string Location => _file.Path;

    /// <summary>Closes the sessions.</summary>
    public void Dispose() => _sessions.Dispose();

    /// <summary>Runs work on a session of its own.</summary>
    internal T Use<T>(Func<SqliteSession, T> work) => _sessions.Use(work);
}
