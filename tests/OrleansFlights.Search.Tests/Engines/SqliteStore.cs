using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Search.Sqlite;

namespace OrleansFlights.Search.Tests;

/// <summary>The index in a file of a directory of its own.</summary>
internal sealed class SqliteStore : ISearchStore
{
    private readonly string _directory = Directory.CreateTempSubdirectory("flight-search-").FullName;
    private readonly List<SqliteSearchFile> _open = [];

    public SqliteStore()
    {
        Index = Another();
        Search = new SqliteFlightSearch(_open[0]);
    }

    public IFlightSearch Search { get; }

    public IFlightIndex Index { get; }

    public IFlightIndex Another()
    {
        var file = new SqliteSearchFile(
            Options.Create(new SearchOptions()), Options.Create(new DataOptions { Path = Path.Combine(_directory, "made") }));
        lock (_open)
            _open.Add(file);
        return new SqliteFlightIndex(file);
    }

    public Task SeenAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        foreach (var file in _open)
            file.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
