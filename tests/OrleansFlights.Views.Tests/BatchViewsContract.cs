using OrleansFlights.Flights;

namespace OrleansFlights.Views.Tests;

/// <summary>What every views store promises. An adapter's test class derives from it and says how a store is made.</summary>
public abstract class BatchViewsContract : IAsyncLifetime
{
    protected static readonly ViewKey Zurich = ViewKey.Airline("Zürich Air 💺");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IBatchViews Views => Store.Views;

    protected IBatchViewsWriter Writer => Store.Writer;

    private IViewsStore Store { get; set; } = null!;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<IViewsStore> CreateAsync();

    public async ValueTask InitializeAsync() => Store = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task Pin_KeepsTheGenerationUntilItIsRemoved()
    {
        var first = await EmptyGenerationAsync(0);
        await Writer.PublishAsync(first, Token);
        var second = await EmptyGenerationAsync(first);
        await Writer.PublishAsync(second, Token);
        var pin = new GenerationPin(first, DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123), "'wrong' prices");
        await Writer.PinAsync(pin, Token);

        var pinned = await Views.GetPublishedAsync(Token);
        Assert.Equal((first, pin), (pinned.Published.Id, pinned.Pin));
        await Writer.PublishAsync(first, Token);
        Assert.Contains("batch unpin", (await Assert.ThrowsAsync<ViewsException>(async () => await Writer.PublishAsync(second, Token)))
            .Message, StringComparison.Ordinal);
        Assert.Equal(pin, await Writer.UnpinAsync(Token));
        Assert.Null(await Writer.UnpinAsync(Token));
        await Writer.PublishAsync(second, Token);
        var free = await Views.GetPublishedAsync(Token);
        Assert.Equal((second, null), (free.Published.Id, free.Pin));
        await Assert.ThrowsAsync<ViewsException>(async () => await Writer.PinAsync(pin with { Generation = 99 }, Token));
    }

    [Fact]
    public async Task Generation_CarriesItsHolesAndItsLog()
    {
        GenerationHole[] holes = [new(0, 16, 32), new(3, 0, long.MaxValue)];
        var generation = await Writer.BeginAsync(
            new GenerationPlan("duckdb", GenerationModes.Full, Cut.Zero, 0) { Holes = holes, Log = "AbC-_9" }, Token);
        await Writer.CompleteAsync(generation.Id, Token);
        await Writer.PublishAsync(generation.Id, Token);

        var published = (await Views.GetPublishedAsync(Token)).Published;
        Assert.Equal(holes, published.Holes);
        Assert.Equal("AbC-_9", published.Log);
        Assert.Equal(generation with { State = GenerationState.Complete }, published);
    }

    private async Task<long> EmptyGenerationAsync(long parent)
    {
        var generation = await Writer.BeginAsync(new GenerationPlan("duckdb", GenerationModes.Full, Cut.Zero, parent), Token);
        await Writer.CompleteAsync(generation.Id, Token);
        return generation.Id;
    }

    [Fact]
    public async Task EmptyStore_HasNoGenerationAndNoViews()
    {
        Assert.Equal(0, (await Views.GetPublishedAsync(Token)).Published.Id);
        Assert.Empty((await Views.GetPublishedAsync(Token)).Retained);
        Assert.Empty(await Writer.ListGenerationsAsync(Token));
        Assert.True((await Views.ReadTallyAsync(Zurich, 0, Token)).IsEmpty);
        Assert.Empty(await Views.ReadWindowsAsync(Zurich, 0, int.MinValue, int.MaxValue, Token));
        Assert.Empty(await Views.ListAsync(Dimension.Route, 0, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Rows_ComeBackAsWritten()
    {
        var random = new Random(7);
        var total = RandomTally.Next(random, departures: true);
        var cancelled = RandomTally.Next(random, departures: false);
        var cut = Cut.Of([KeyValuePair.Create(3, 8192L), KeyValuePair.Create(0, 4096L)], SegmentSize.Default);
        var generation = await Writer.BeginAsync(new GenerationPlan("duckdb", GenerationModes.Full, cut, 0), Token);
        await Writer.WriteAsync(generation.Id, [Total(Zurich, total), Row(Zurich, -7, cancelled), Row(Zurich, 4_000_000, total)], Token);
        await Publish(generation);

        var published = (await Views.GetPublishedAsync(Token)).Published;
        Assert.Equal(generation with { State = GenerationState.Complete }, published);
        Assert.Equal(cut, published.Cut);
        Assert.Equal(total, await Views.ReadTallyAsync(Zurich, published.Id, Token));
        Assert.Equal(
            [new WindowTally(-7, cancelled), new WindowTally(4_000_000, total)],
            await Views.ReadWindowsAsync(Zurich, published.Id, int.MinValue, int.MaxValue, Token));
        Assert.Equal([new WindowTally(-7, cancelled)], await Views.ReadWindowsAsync(Zurich, published.Id, -7, 4_000_000, Token));
        Assert.Empty(await Views.ReadWindowsAsync(Zurich, published.Id, -6, 4_000_000, Token));
    }

    [Fact]
    public async Task UnfinishedGeneration_CannotBeReadOrPublished()
    {
        var generation = await Begin(GenerationModes.Full, 0);
        await Writer.WriteAsync(generation.Id, [Total(Zurich, One())], Token);

        Assert.Empty((await Views.GetPublishedAsync(Token)).Retained);
        await Assert.ThrowsAsync<ViewsException>(async () => await Views.ReadTallyAsync(Zurich, generation.Id, Token));
        await Assert.ThrowsAsync<ViewsException>(async () => await Writer.PublishAsync(generation.Id, Token));
        await Writer.CompleteAsync(generation.Id, Token);
        Assert.Equal(0, (await Views.GetPublishedAsync(Token)).Published.Id);
        await Assert.ThrowsAsync<ViewsException>(async () => await Writer.WriteAsync(generation.Id, [Total(Zurich, One())], Token));
    }

    [Fact]
    public async Task Incremental_StandsOnItsParentAndFullDoesNot()
    {
        var bern = ViewKey.Airline("Bern Air");
        var first = await Publish(GenerationModes.Full, 0, Total(Zurich, One()), Total(bern, One()));
        var second = await Publish(GenerationModes.Incremental, first, Total(bern, Two()));
        Assert.Equal(One(), await Views.ReadTallyAsync(Zurich, second, Token));
        Assert.Equal(Two(), await Views.ReadTallyAsync(bern, second, Token));
        Assert.Equal(One(), await Views.ReadTallyAsync(bern, first, Token));

        var third = await Publish(GenerationModes.Full, second, Total(bern, Two()));
        Assert.True((await Views.ReadTallyAsync(Zurich, third, Token)).IsEmpty);
        Assert.Equal([new KeyTally("Bern Air", Two())], await Views.ListAsync(Dimension.Airline, third, Token).ToListAsync(Token));
        Assert.Equal(2, await Views.ListAsync(Dimension.Airline, second, Token).CountAsync(Token));
    }

    [Fact]
    public async Task RunAfterRollback_DoesNotSeeWhatWasRolledBackFrom()
    {
        var first = await Publish(GenerationModes.Full, 0, Total(Zurich, One()));
        var abandoned = await Publish(GenerationModes.Incremental, first, Total(Zurich, Two()), Row(Zurich, 5, Two()));
        await Writer.PublishAsync(first, Token);
        Assert.Equal([first, abandoned], (await Views.GetPublishedAsync(Token)).Retained.Select(g => g.Id));

        var next = await Publish(GenerationModes.Incremental, first, Total(ViewKey.Total, One()));
        Assert.True(next > abandoned);
        Assert.Equal(One(), await Views.ReadTallyAsync(Zurich, next, Token));
        Assert.Empty(await Views.ReadWindowsAsync(Zurich, next, 0, 10, Token));
        Assert.Equal([first, next], (await Views.GetPublishedAsync(Token)).Retained.Select(g => g.Id));
        await Assert.ThrowsAsync<ViewsException>(async () => await Writer.PublishAsync(abandoned, Token));
    }

    [Fact]
    public async Task RunThatDied_LeavesNothingToTheNext()
    {
        var first = await Publish(GenerationModes.Full, 0, Total(Zurich, One()));
        var died = await Begin(GenerationModes.Incremental, first);
        await Writer.WriteAsync(died.Id, [Total(Zurich, Two())], Token);

        var next = await Publish(GenerationModes.Incremental, first, Total(ViewKey.Total, One()));
        Assert.Equal(One(), await Views.ReadTallyAsync(Zurich, next, Token));
        Assert.Equal([first, next], (await Writer.ListGenerationsAsync(Token)).Select(g => g.Id));
        await Assert.ThrowsAsync<ViewsException>(async () => await Writer.CompleteAsync(died.Id, Token));
    }

    [Fact]
    public async Task Retire_KeepsAnswersOfTheNewestAndForgetsTheRest()
    {
        var first = await Publish(GenerationModes.Full, 0, Total(Zurich, One()), Total(ViewKey.Total, One()), Row(Zurich, 1, One()));
        var second = await Publish(GenerationModes.Incremental, first, Total(Zurich, Two()));
        var third = await Publish(GenerationModes.Incremental, second, Total(Zurich, One() + Two()), Row(Zurich, 1, Two()));
        await Writer.RetireAsync(2, Token);

        Assert.Equal([second, third], (await Views.GetPublishedAsync(Token)).Retained.Select(g => g.Id));
        await Assert.ThrowsAsync<ViewsException>(async () => await Views.ReadTallyAsync(Zurich, first, Token));
        await Assert.ThrowsAsync<ViewsException>(async () => await Writer.PublishAsync(first, Token));
        Assert.Equal(Two(), await Views.ReadTallyAsync(Zurich, second, Token));
        Assert.Equal(One(), await Views.ReadTallyAsync(ViewKey.Total, second, Token));
        Assert.Equal([new WindowTally(1, One())], await Views.ReadWindowsAsync(Zurich, second, 0, 10, Token));
        Assert.Equal([new WindowTally(1, Two())], await Views.ReadWindowsAsync(Zurich, third, 0, 10, Token));
    }

    [Fact]
    public async Task Begin_RefusesAParentBelowThePublished()
    {
        var first = await Publish(GenerationModes.Full, 0, Total(Zurich, One()));
        var second = await Publish(GenerationModes.Incremental, first, Total(Zurich, Two()));
        await Assert.ThrowsAsync<ViewsException>(async () => await Begin(GenerationModes.Incremental, first));
        Assert.Equal(second, (await Views.GetPublishedAsync(Token)).Published.Id);
    }

    [Fact]
    public async Task List_GivesThousandsOfKeysInOrder()
    {
        var keys = Enumerable.Range(0, 2_500).Select(i => new ViewKey(Dimension.Route, $"R{i * 7919 % 2500:D4}")).ToList();
        var generation = await Publish(GenerationModes.Full, 0, [.. keys.Select(k => Total(k, One()))]);
        Assert.Equal(keys.Select(k => k.Key).Order(StringComparer.Ordinal),
            await Views.ListAsync(Dimension.Route, generation, Token).Select(k => k.Key).ToListAsync(Token));
        Assert.Empty(await Views.ListAsync(Dimension.Airline, generation, Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnyHistory_ReadsAsTheModel(int seed)
    {
        var history = new ViewsHistory(Store, seed);
        for (var step = 0; step < 120; step++)
            await history.StepAsync(Token);
    }

    private static ViewRow Total(ViewKey view, FlightTally tally) => new(new ViewRowKey(view, null), tally);

    private static ViewRow Row(ViewKey view, int window, FlightTally tally) => new(new ViewRowKey(view, window), tally);

    private static FlightTally One() => FlightTally.Restore([1, 0, 0, 0, 0, 0, 0], 0, 0, 0, []);

    private static FlightTally Two() => FlightTally.Restore([0, 0, 0, 0, 2, 0, 0], 0, 0, 0, []);

    private async ValueTask<Generation> Begin(string mode, long parent) =>
        await Writer.BeginAsync(new GenerationPlan("duckdb", mode, Cut.Zero, parent), Token);

    private async ValueTask<long> Publish(string mode, long parent, params ViewRow[] rows)
    {
        var generation = await Begin(mode, parent);
        await Writer.WriteAsync(generation.Id, rows, Token);
        await Publish(generation);
        return generation.Id;
    }

    private async ValueTask Publish(Generation generation)
    {
        await Writer.CompleteAsync(generation.Id, Token);
        await Writer.PublishAsync(generation.Id, Token);
    }
}
