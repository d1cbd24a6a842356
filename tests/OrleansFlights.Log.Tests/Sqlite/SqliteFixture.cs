using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansFlights.Flights;
using OrleansFlights.Log.Sqlite;

namespace OrleansFlights.Log.Tests.Sqlite;

/// <summary>A directory of its own with a log in it.</summary>
internal sealed class SqliteFixture : IAsyncDisposable
{
    private readonly List<SqliteEventLogs> _open = [];

    public SqliteFixture(string? directory = null)
    {
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("flight-log-").FullName;
    }

    public string Directory { get; }

    public string File => Path.Combine(Directory, "log.db");

    public SqliteEventLogs Open(int partitions = 1)
    {
        var options = new LogOptions { Partitions = partitions };
        options.Sqlite.LockTimeout = TimeSpan.FromSeconds(20);
        var logs = new SqliteEventLogs(
            Options.Create(options), Options.Create(new DataOptions { Path = Directory }), NullLogger<SqliteEventLogs>.Instance);
        _open.Add(logs);
        return logs;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var logs in _open)
            await logs.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
