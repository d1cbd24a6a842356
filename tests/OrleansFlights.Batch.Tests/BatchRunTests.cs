using OrleansFlights.Batch.Runs;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

public sealed class BatchRunTests
{
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task FullRun_EqualsARecountOfRandomRecords(int seed)
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(seed).Take(2_000));
        await batch.ArchiveAsync();
        var generation = await batch.RunAsync(full: true);
        Assert.NotNull(generation);
        var recount = await Recount.OfAsync(batch.Log, generation.Cut, BatchFixture.Token);
        Assert.True(
            recount.Invalid > 0 && recount.Rows[new ViewRowKey(ViewKey.Total, null)].Departures > 0, "the records do not test enough");
        await recount.AssertEqualAsync(batch.Views, generation.Id, BatchFixture.Token);
        Assert.Equal(generation, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
    }

    [Fact]
    public async Task IncrementalRuns_EqualAFullRunAtEveryStep()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Archive:RollRecords", "7"));
        var records = new RandomRecords(11);
        for (var round = 0; round < 6; round++)
        {
            await batch.AppendAsync(records.Take(130));
            await batch.ArchiveAsync();
            var generation = await batch.RunAsync();
            Assert.NotNull(generation);
            Assert.Equal(round == 0 ? GenerationModes.Full : GenerationModes.Incremental, generation.Mode);
            await batch.AssertExactAsync(generation);
        }

        Assert.Null(await batch.RunAsync());
        var full = await batch.RunAsync(full: true);
        Assert.NotNull(full);
        await batch.AssertExactAsync(full);
        Assert.Equal(2, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Retained.Count);
    }

    [Fact]
    public async Task RunAfterRollback_IsExactAndForgetsTheAbandonedGeneration()
    {
        await using var batch = new BatchFixture(null, ByHand);
        var records = new RandomRecords(5);
        var first = await Round(batch, records);
        var abandoned = await Round(batch, records);
        var back = await batch.Get<Publisher>().RollBackAsync(null, BatchFixture.Token);
        Assert.Equal(first, back);
        await batch.AssertExactAsync(back);

        var heldBack = await Round(batch, records);
        await batch.AssertExactAsync(heldBack);
        Assert.Equal(first, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
        Assert.Null(await batch.RunAsync());
        await batch.Get<IBatchViewsWriter>().UnpinAsync(BatchFixture.Token);
        var next = await Round(batch, records);
        await batch.AssertExactAsync(next);
        Assert.Equal([first.Id, next.Id], (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Retained.Select(g => g.Id));
        await Assert.ThrowsAsync<BatchException>(() => batch.Get<Publisher>().PublishAsync(abandoned.Id, BatchFixture.Token));
    }

    [Fact]
    public async Task RunPublishesWhileRollingBack_TheGenerationBeforeThatOneIsPublished()
    {
        await using var batch = new BatchFixture(null, ByHand);
        var records = new RandomRecords(6);
        await Round(batch, records);
        await Round(batch, records);
        var before = await batch.Views.GetPublishedAsync(BatchFixture.Token);
        await Round(batch, records);
        await Round(batch, records);
        var now = await batch.Views.GetPublishedAsync(BatchFixture.Token);

        var publisher = new Publisher(new StaleOnce(batch.Views, before), batch.Get<IBatchViewsWriter>(), TimeProvider.System);
        var back = await publisher.RollBackAsync("race", BatchFixture.Token);

        Assert.Equal(now.Retained[^2].Id, back.Id);
        Assert.Equal(back.Id, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published.Id);
    }

    [Fact]
    public async Task RollbackBeforeAnySecondGeneration_SaysSo()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await Assert.ThrowsAsync<BatchException>(() => batch.Get<Publisher>().RollBackAsync(null, BatchFixture.Token));
        await Round(batch, new RandomRecords(5));
        await Assert.ThrowsAsync<BatchException>(() => batch.Get<Publisher>().RollBackAsync(null, BatchFixture.Token));
    }

    [Fact]
    public async Task Truncation_KeepsTheLogAboveTheOldestRetainedCut()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Truncate", "true"));
        var records = new RandomRecords(8);
        for (var round = 0; round < 4; round++)
        {
            await batch.AppendAsync(records.Take(5_000));
            await batch.ArchiveAsync();
            Assert.NotNull(await batch.RunAsync());
        }

        var oldest = (await batch.Views.GetPublishedAsync(BatchFixture.Token)).OldestCut;
        var ranges = await batch.Log.GetOffsetsAsync(BatchFixture.Token);
        Assert.All(ranges, e => Assert.True(e.Begin <= oldest[e.Partition], $"{e} begins above the oldest cut {oldest}"));
        Assert.Contains(ranges, e => e.Begin > 0);
        var recount = await batch.RunAsync(full: true);
        Assert.NotNull(recount);
    }

    [Fact]
    public async Task Truncation_WaitsForTheIndex_AndAnIndexIsMadeAgainOfTheArchive()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Log:Truncate", "true"), ("Log:Partitions", "1"), ("Views:Keep", "1"));
        var records = new RandomRecords(18);
        for (var i = 0; i < 3; i++)
            await batch.AppendAsync(records.Take(5_000));
        await BatchProcess.OkAsync(batch, "index");
        for (var i = 0; i < 3; i++)
            await batch.AppendAsync(records.Take(5_000));
        await BatchProcess.OkAsync(batch, "archive");
        await BatchProcess.OkAsync(batch, "run", "--publish");
        var range = Assert.Single(await batch.Log.GetOffsetsAsync(BatchFixture.Token));
        Assert.True(range.Begin is > 0 and <= 15_000, $"{range}: the index has come to 15000");

        var indexed = await BatchProcess.OkAsync(batch, "index");
        var rebuilt = await BatchProcess.OkAsync(batch, "index", "--rebuild");
        Assert.Contains("15000 records", indexed, StringComparison.Ordinal);
        Assert.Contains("30000 records", rebuilt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SmallMemory_GivesTheSameViews()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Batch:MemoryMegabytes", "64"), ("Archive:RollRecords", "10000"));
        await batch.AppendAsync(new RandomRecords(21).Take(8_000));
        await batch.ArchiveAsync();
        var generation = await batch.RunAsync();
        Assert.NotNull(generation);
        await batch.AssertExactAsync(generation);
    }

    private static async Task<Generation> Round(BatchFixture batch, RandomRecords records)
    {
        await batch.AppendAsync(records.Take(600));
        await batch.ArchiveAsync();
        return await batch.RunAsync() ?? throw new InvalidOperationException("nothing new");
    }

    /// <summary>What is published, told late the first time.</summary>
    private sealed class StaleOnce(IBatchViews views, PublishedGenerations stale) : IBatchViews
    {
        private PublishedGenerations? _stale = stale;

        public ValueTask<PublishedGenerations> GetPublishedAsync(CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref _stale, null) is { } late ? new(late) : views.GetPublishedAsync(cancellationToken);

        public ValueTask<FlightTally> ReadTallyAsync(ViewKey view, long generation, CancellationToken cancellationToken) =>
            views.ReadTallyAsync(view, generation, cancellationToken);

        public ValueTask<IReadOnlyList<WindowTally>> ReadWindowsAsync(
            ViewKey view, long generation, int from, int to, CancellationToken cancellationToken) =>
            views.ReadWindowsAsync(view, generation, from, to, cancellationToken);

        public IAsyncEnumerable<KeyTally> ListAsync(Dimension dimension, long generation, CancellationToken cancellationToken) =>
            views.ListAsync(dimension, generation, cancellationToken);
    }
}
