using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using OrleansFlights.Flights;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Views.Sqlite;

namespace OrleansFlights.Views.Tests;

public sealed class SqliteBatchViewsTests : BatchViewsContract
{
    protected override ValueTask<IViewsStore> CreateAsync() => new(new SqliteStore());

    [Fact]
    public async Task Open_RefusesAFileOfAnotherVersion()
    {
        await using var store = new SqliteStore();
        using (var connection = new SqliteConnection($"Data Source={store.File};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var wrong = await Assert.ThrowsAsync<ViewsException>(async () => await store.ReopenAsync());
        Assert.Contains("99", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SaysWhichFileItCannotMake()
    {
        var options = new ViewsOptions();
        options.Sqlite.File = "/dev/null/views.db";
        var wrong = Assert.Throws<ViewsException>(() => new SqliteViewsFile(Options.Create(options), Options.Create(new DataOptions())));
        Assert.Contains("/dev/null/views.db", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetiredGenerations_LeaveOneRowForEachView()
    {
        await using var store = new SqliteStore();
        var random = new Random(3);
        for (var i = 1; i <= 5; i++)
        {
            var generation = await store.Writer.BeginAsync(
                new GenerationPlan("duckdb", GenerationModes.Incremental, Cut.Zero, i - 1), Token);
            var tally = RandomTally.Next(random, departures: true);
            await store.Writer.WriteAsync(
                generation.Id, [new(new(Zurich, null), tally), new(new(Zurich, 1), tally), new(new(Zurich, i), tally)], Token);
            await store.Writer.CompleteAsync(generation.Id, Token);
            await store.Writer.PublishAsync(generation.Id, Token);
        }

        await store.Writer.RetireAsync(1, Token);
        Assert.Equal(1, store.Count("tally"));
        Assert.Equal(5, store.Count("window_tally"));
    }

    [Theory]
    [InlineData("tally")]
    [InlineData("window_tally")]
    public async Task Columns_AreTheStatusesAndWhatNoHistogramTells(string table)
    {
        await using var store = new SqliteStore();
        Assert.Equal(
            [.. FlightStatuses.All.Select(s => s.Name()), .. DelayMeasure.Stored.Select(m => m.Column), "histogram"],
            store.Columns(table).Except(["view", "window", "generation"]));
    }

    private sealed class SqliteStore : IViewsStore
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("flight-views-").FullName;
        private SqliteViewsFile _file;

        public SqliteStore() => _file = Open();

        public string File => Path.Combine(_directory, "views.db");

        public IBatchViews Views => new SqliteBatchViews(_file);

        public IBatchViewsWriter Writer => new SqliteBatchViewsWriter(_file);

        public ValueTask ReopenAsync()
        {
            _file.Dispose();
            _file = Open();
            return default;
        }

        public long Count(string table)
        {
            using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this test.
            command.CommandText = $"SELECT count(*) FROM {table}";
#pragma warning restore CA2100
            return (long)command.ExecuteScalar()!;
        }

        public List<string> Columns(string table)
        {
            using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT name FROM pragma_table_info($table) ORDER BY cid";
            command.Parameters.AddWithValue("$table", table);
            using var rows = command.ExecuteReader();
            var names = new List<string>();
            while (rows.Read())
                names.Add(rows.GetString(0));
            return names;
        }

        public ValueTask DisposeAsync()
        {
            _file.Dispose();
            Directory.Delete(_directory, recursive: true);
            return default;
        }

        private SqliteViewsFile Open() =>
            new(Options.Create(new ViewsOptions()), Options.Create(new DataOptions { Path = _directory }));
    }
}
