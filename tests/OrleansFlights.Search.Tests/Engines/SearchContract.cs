using System.Collections.Immutable;
using OrleansFlights.Flights;

namespace OrleansFlights.Search.Tests;

/// <summary>What every engine does, so that the same events give the same answers on each.</summary>
public abstract class SearchContract
{
    private const string Topic = "flight-events";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ValueTask<ISearchStore> OpenAsync();

    [Fact]
    public async Task Search_BeforeAnythingWasIndexed_SaysSo()
    {
        await using var store = await OpenAsync();
        var failure = await Assert.ThrowsAsync<SearchException>(
            () => store.Search.SearchAsync(new FlightQuery(FlightConditions.None, 1), Token).AsTask());
        Assert.Contains("nothing has indexed the log", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SearchException>(() => store.Search.GetAsync("x", Token).AsTask());
        await Assert.ThrowsAsync<SearchException>(() => store.Search.CountAsync(FlightConditions.None, Token).AsTask());
    }

    [Fact]
    public async Task EmptyIndex_AnswersNothing()
    {
        await using var store = await OpenAsync();
        await store.Index.OpenAsync(Token);
        Assert.Null(await store.Search.GetAsync("no/such flight?#%", Token));
        Assert.Empty(await store.AllAsync(FlightConditions.None));
    }

    [Fact]
    public async Task Documents_EqualARecount_AfterRedeliveryAndReordering()
    {
        await using var store = await OpenAsync();
        var events = PlacedEvent.Random(20, count: 600, flights: 80);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async indexer =>
        {
            // Each of three indexers sees every event, in an order of its own and some twice, and writes to the same flights at once.
            var build = await (indexer == 0 ? store.Index : store.Another()).OpenAsync(Token);
            var random = new Random(indexer);
            var seen = events.Concat(events.Where(_ => random.Next(4) == 0)).ToArray();
            random.Shuffle(seen);
            foreach (var batch in seen.Chunk(50))
                await build.WriteAsync(new IndexBatch(Topic, PlacedEvent.Fold(batch), ImmutableDictionary<int, long>.Empty), Token);
        }));

        await store.SeenAsync();
        var expected = Recount.Of(events);
        Assert.Equal(expected, await store.AllAsync(FlightConditions.None));
        Assert.Equal(expected.Length, await store.Search.CountAsync(FlightConditions.None, Token));
        Assert.Equal(expected[3], await store.Search.GetAsync(expected[3].FlightId, Token));
    }

    [Fact]
    public async Task Write_TellsHowManyDocumentsChanged()
    {
        await using var store = await OpenAsync();
        var build = await store.Index.OpenAsync(Token);
        var batch = new IndexBatch(Topic, PlacedEvent.Fold(PlacedEvent.Random(3, 100, flights: 7)), ImmutableDictionary<int, long>.Empty);
        Assert.Equal(7, await build.WriteAsync(batch, Token));
        Assert.Equal(0, await build.WriteAsync(batch, Token));
    }

    [Fact]
    public async Task Conditions_ChooseTheSameFlightsAsAPlainFilter()
    {
        await using var store = await OpenAsync();
        var events = PlacedEvent.Random(5, count: 400, flights: 120);
        await store.WriteAsync(events);
        var all = Recount.Of(events);
        var dxb = all[0].Origin;
        var middle = all[60].ScheduledMicroseconds;
        (FlightConditions Conditions, Func<FlightDocument, bool> Holds)[] cases =
        [
            (new() { Origin = dxb }, d => d.Origin == dxb),
            (new() { Destination = dxb }, d => d.Destination == dxb),
            (new() { Origin = all[0].Origin, Destination = all[0].Destination }, d =>
                d.Origin == all[0].Origin && d.Destination == all[0].Destination),
            (new() { Airline = "Swiss" }, d => d.Airline == "Swiss"),
            (new() { Airline = "swiss" }, _ => false),
            (new() { Statuses = [FlightStatus.Departed, FlightStatus.Landed] }, d =>
                d.Status is FlightStatus.Departed or FlightStatus.Landed),
            (new() { FromMicroseconds = middle }, d => d.ScheduledMicroseconds >= middle),
            (new() { ToMicroseconds = middle }, d => d.ScheduledMicroseconds < middle),
            (new() { FromMicroseconds = middle, ToMicroseconds = middle }, _ => false),
            (Words("zurich"), d => d.Airline == "Luftgesellschaft Zürich"),
            (Words("ZÜR"), d => d.Airline == "Luftgesellschaft Zürich"),
            (Words("tf1"), d => d.FlightId.StartsWith("TF1", StringComparison.Ordinal)),
            (Words("tf7-20260329"), d => d.FlightId.StartsWith("TF7", StringComparison.Ordinal)),
            (Words("air euv"), d =>
                d.Registration.Length > 0 && (d.Model.Length > 0 || d.Airline.Contains("Air", StringComparison.Ordinal))),
            (Words("nowhere"), _ => false),
            (Words("ligh"), _ => false),
            (Words("lot") with { Origin = dxb, Statuses = [FlightStatus.Delayed], FromMicroseconds = middle },
                d => d.Airline.StartsWith("LOT", StringComparison.Ordinal) && d.Origin == dxb && d.Status == FlightStatus.Delayed
                    && d.ScheduledMicroseconds >= middle),
        ];
        foreach (var (conditions, holds) in cases)
        {
            var expected = all.Where(holds).ToArray();
            Assert.Equal(expected.Select(d => d.FlightId), (await store.AllAsync(conditions)).Select(d => d.FlightId));
            Assert.Equal(expected.Length, await store.Search.CountAsync(conditions, Token));
        }

        static FlightConditions Words(string text) => new() { Terms = [.. SearchTerms.Of(text)] };
    }

    [Fact]
    public async Task Words_FollowTheNewestEvent()
    {
        await using var store = await OpenAsync();
        var first = PlacedEvent.Random(8, 1, flights: 1)[0];
        var renamed = new PlacedEvent(
            first.Flight with { Airline = "Aurora", EventTime = first.Flight.EventTime.AddSeconds(1) }, first.Partition, first.Offset + 1);
        await store.WriteAsync([first]);
        await store.WriteAsync([renamed]);
        Assert.Single(await store.AllAsync(new FlightConditions { Terms = ["aurora"] }));
        Assert.Empty(await store.AllAsync(new FlightConditions { Terms = ["emirates"] }));
    }

    [Fact]
    public async Task Pages_ShowEveryFlightOnce()
    {
        await using var store = await OpenAsync();
        var events = PlacedEvent.Random(6, count: 200, flights: 37);
        await store.WriteAsync(events);
        foreach (var size in (int[])[1, 5, 36, 37, 38])
            Assert.Equal(Recount.Of(events), await store.AllAsync(FlightConditions.None, size));
    }

    [Fact]
    public async Task Progress_IsRememberedAndNeverFalls()
    {
        await using var store = await OpenAsync();
        var build = await store.Index.OpenAsync(Token);
        await build.WriteAsync(new IndexBatch(Topic, [], new Dictionary<int, long> { [0] = 10, [2] = 7 }), Token);
        await build.WriteAsync(new IndexBatch(Topic, [], new Dictionary<int, long> { [0] = 4, [2] = 8 }), Token);
        await build.WriteAsync(new IndexBatch("another", [], new Dictionary<int, long> { [1] = 99 }), Token);

        var other = await store.Another().OpenAsync(Token);
        Assert.Equal([new(0, 10), new(2, 8)], await other.ReadProgressAsync(Topic, Token));
        Assert.Equal([new(1, 99)], await other.ReadProgressAsync("another", Token));
    }

    [Fact]
    public async Task Rebuild_IsSearchedWhenItIsPublished_AndTakesThePlaceOfTheOther()
    {
        await using var store = await OpenAsync();
        await store.WriteAsync(PlacedEvent.Random(1, 50, flights: 10));
        var before = await store.Index.OpenAsync(Token);
        var rebuilt = PlacedEvent.Random(2, 50, flights: 4);
        var build = await store.Another().BeginAsync(Token);
        Assert.Empty(await build.ReadProgressAsync(Topic, Token));
        await build.WriteAsync(new IndexBatch(Topic, PlacedEvent.Fold(rebuilt), new Dictionary<int, long> { [0] = 3 }), Token);
        Assert.Equal(10, await store.Search.CountAsync(FlightConditions.None, Token));

        await build.PublishAsync(Token);

        await store.SeenAsync();
        Assert.Equal(Recount.Of(rebuilt), await store.AllAsync(FlightConditions.None));
        var gone = await Assert.ThrowsAsync<SearchException>(() =>
            before.WriteAsync(new IndexBatch(Topic, PlacedEvent.Fold(rebuilt), new Dictionary<int, long> { [0] = 5 }), Token).AsTask());
        Assert.True(gone.IsReplaced, gone.Message);
        Assert.True((await Assert.ThrowsAsync<SearchException>(() => before.ReadProgressAsync(Topic, Token).AsTask())).IsReplaced);
        Assert.Equal([new(0, 3)], await (await store.Index.OpenAsync(Token)).ReadProgressAsync(Topic, Token));
    }

    [Fact]
    public async Task RebuildThatDied_IsDiscardedByTheNext()
    {
        await using var store = await OpenAsync();
        var events = PlacedEvent.Random(1, 50, flights: 10);
        await store.WriteAsync(events);
        var died = await store.Index.BeginAsync(Token);
        await died.WriteAsync(new IndexBatch(Topic, PlacedEvent.Fold(events), new Dictionary<int, long> { [0] = 3 }), Token);

        var next = await store.Another().BeginAsync(Token);

        Assert.Empty(await next.ReadProgressAsync(Topic, Token));
        Assert.True((await Assert.ThrowsAsync<SearchException>(() => died.PublishAsync(Token).AsTask())).IsReplaced);
        await store.SeenAsync();
        Assert.Equal(10, await store.Search.CountAsync(FlightConditions.None, Token));
    }
}
