#if STACK_FULL
using System.Globalization;
using OrleansFlights.Flights;
using OrleansFlights.Views.Cassandra;

namespace OrleansFlights.Views.Tests;

/// <summary>The contract on a real Cassandra, in a keyspace of the test's own.</summary>
public sealed class CassandraBatchViewsTests : BatchViewsContract
{
    private const string Variable = "FLIGHTS_TEST_CASSANDRA";

    protected override async ValueTask<IViewsStore> CreateAsync() => await CassandraStore.CreateAsync();

    [Fact]
    public async Task Read_OfAKeyspaceThatIsNotThere_SaysWhatMakesIt()
    {
        await using var session = new CassandraSession(CassandraStore.OptionsOrSkip());
        var wrong = await Assert.ThrowsAsync<ViewsException>(async () => await new GenerationReader(session).ReadAsync());
        Assert.Contains("batch init", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsNamed()
    {
        var options = new CassandraViewsOptions { ContactPoints = "127.0.0.1", Port = 1, Timeout = TimeSpan.FromSeconds(1) };
        await using var session = new CassandraSession(options);
        var wrong = await Assert.ThrowsAsync<ViewsException>(async () => await new GenerationReader(session).ReadAsync());
        Assert.Contains("127.0.0.1", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_CanBeRepeated()
    {
        await using var store = await CassandraStore.CreateAsync();
        Assert.Contains("as before", await new CassandraViewsSchema(store.Session).EnsureAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatementThatCouldNotBePrepared_IsPreparedAnewTheNextTime()
    {
        const string Later = "SELECT id FROM later";
        await using var store = await CassandraStore.CreateAsync();
        await Assert.ThrowsAsync<ViewsException>(() => store.Session.BindAsync(Later));
        await store.MakeTableAsync("later");
        Assert.Empty(await store.Session.RunAsync(await store.Session.BindAsync(Later), Token));
    }

    [Fact]
    public async Task RetiredGenerations_LeaveOneRowForEachView()
    {
        await using var store = await CassandraStore.CreateAsync();
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
        Assert.Equal(1, await store.CountAsync("tally"));
        Assert.Equal(5, await store.CountAsync("window_tally"));
        Assert.Equal(1, await store.CountAsync("generation"));
    }

    private sealed class GenerationReader(CassandraSession session)
    {
        public ValueTask<PublishedGenerations> ReadAsync() =>
            new CassandraBatchViews(session, new GenerationTable(session), new RowTables(session)).GetPublishedAsync(Token);
    }

    private sealed class CassandraStore : IViewsStore
    {
        private readonly CassandraViewsOptions _options;

        private CassandraStore(CassandraViewsOptions options)
        {
            _options = options;
            Session = new CassandraSession(options);
        }

        public CassandraSession Session { get; private set; }

        public IBatchViews Views => new CassandraBatchViews(Session, new GenerationTable(Session), new RowTables(Session));

        public IBatchViewsWriter Writer => new CassandraBatchViewsWriter(Session, new GenerationTable(Session), new RowTables(Session));

        public static CassandraViewsOptions OptionsOrSkip()
        {
            var address = Environment.GetEnvironmentVariable(Variable);
            Assert.SkipWhen(string.IsNullOrEmpty(address), $"{Variable} names no server.");
            var parts = address.Split(':');
            return new CassandraViewsOptions
            {
                ContactPoints = parts[0],
                Port = int.Parse(parts[1], CultureInfo.InvariantCulture),
                Keyspace = "views_" + Guid.NewGuid().ToString("N"),
                Timeout = TimeSpan.FromMinutes(1),
            };
        }

        public static async Task<CassandraStore> CreateAsync()
        {
            var store = new CassandraStore(OptionsOrSkip());
            await new CassandraViewsSchema(store.Session).EnsureAsync(Token);
            return store;
        }

        public async ValueTask ReopenAsync()
        {
            await Session.DisposeAsync();
            Session = new CassandraSession(_options);
        }

        public async Task<int> CountAsync(string table)
        {
            var rows = 0;
            await foreach (var row in Session.ReadAsync($"SELECT * FROM {table}", [], Token))
                rows += row.Length > 0 ? 1 : 0;
            return rows;
        }

        public Task MakeTableAsync(string name) => ExecuteAsync($"CREATE TABLE {_options.Keyspace}.{name} (id int PRIMARY KEY)");

        public async ValueTask DisposeAsync()
        {
            await ExecuteAsync($"DROP KEYSPACE IF EXISTS {_options.Keyspace}");
            await Session.DisposeAsync();
        }

        private async Task ExecuteAsync(string cql) =>
            await (await Session.ConnectToClusterAsync()).ExecuteAsync(new global::Cassandra.SimpleStatement(cql));
    }
}
#endif
