using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log.Sqlite;

namespace OrleansFlights.Log.Tests.Sqlite;

/// <summary>A directory of its own with a log in it.</summary>
internal sealed class SqliteFixture : IAsyncDisposable
{
    private readonly List<SqliteEventLog> _open = [];

    public SqliteFixture(string? directory = null)
    {
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("flight-log-").FullName;
    }

    public string Directory { get; }

    public string File => Path.Combine(Directory, "log.db");

    public SqliteEventLog Open(int partitions = 1)
    {
        var options = new LogOptions { Partitions = partitions };
        options.Sqlite.LockTimeout = TimeSpan.FromSeconds(20);
        var eventLog = new SqliteEventLog(
            Options.Create(options), Options.Create(new DataOptions { Path = Directory }), NullLogger<SqliteEventLog>.Instance);
        _open.Add(eventLog);
        return eventLog;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var eventLog in _open)
            await eventLog.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
