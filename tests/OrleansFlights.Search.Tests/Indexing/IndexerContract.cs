using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansFlights.Log;
using OrleansFlights.Search.Indexing;

namespace OrleansFlights.Search.Tests;

/// <summary>From the log into every engine.</summary>
public abstract class IndexerContract
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ValueTask<ISearchStore> OpenAsync();

    [Fact]
    public async Task CatchUp_MakesTheDocumentsOfARecount_AndAddsWhatIsNew()
    {
        await using var store = await OpenAsync();
        await using var log = new TestLog();
        for (var round = 0; round < 3; round++)
        {
            await log.AppendAsync(round, count: 300, flights: 60);
            await Indexer(log, store.Index).CatchUpAsync(rebuild: false, progress: null, Token);
            await AssertRecountAsync(store, log);
        }

        var nothing = await Indexer(log, store.Another()).CatchUpAsync(rebuild: false, progress: null, Token);
        Assert.Equal((0, 0), (nothing.Records, nothing.Documents));
    }

    [Fact]
    public async Task Rebuild_GivesTheSameDocuments()
    {
        await using var store = await OpenAsync();
        await using var log = new TestLog();
        await log.AppendAsync(1, count: 500, flights: 90);
        await Indexer(log, store.Index).CatchUpAsync(rebuild: false, progress: null, Token);
        await store.SeenAsync();
        var before = await store.AllAsync(FlightConditions.None);

        // Other batches, so another order among the partitions.
        var rebuilt = await Indexer(log, store.Another(), batchRecords: 7).CatchUpAsync(rebuild: true, progress: null, Token);

        Assert.True(rebuilt.Records >= log.Events.Count, $"{rebuilt} of {log.Events.Count}");
        await store.SeenAsync();
        Assert.Equal(before, await store.AllAsync(FlightConditions.None));
        await AssertRecountAsync(store, log);
    }

    [Fact]
    public async Task RebuildOfALogThatForgotFlights_IsRefusedAndTheIndexStays()
    {
        await using var store = await OpenAsync();
        await using var log = new TestLog();
        await log.AppendAsync(1, count: 600, flights: 200);
        var ranges = await log.Logs.Events.GetOffsetsAsync(Token);
        await log.AppendAsync(2, count: 600, flights: 10);
        await Indexer(log, store.Index).CatchUpAsync(rebuild: false, progress: null, Token);
        await store.SeenAsync();
        var before = await store.AllAsync(FlightConditions.None);
        foreach (var range in ranges)
            await log.Logs.Events.TruncateAsync(range.Partition, range.End, Token);
        Assert.Contains(await log.Logs.Events.GetOffsetsAsync(Token), r => r.Begin > 0);

        var refused = await Assert.ThrowsAsync<SearchException>(
            () => Indexer(log, store.Another()).CatchUpAsync(rebuild: true, progress: null, Token));
        Assert.Contains("The one that is searched stays", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await store.AllAsync(FlightConditions.None));
    }

    [Fact]
    public async Task Rebuild_IsSearchedAtOnce_AndNothingIsMissingMeanwhile()
    {
        await using var store = await OpenAsync();
        await using var log = new TestLog();
        await log.AppendAsync(1, count: 500, flights: 90);
        await Indexer(log, store.Index).CatchUpAsync(rebuild: false, progress: null, Token);
        await store.SeenAsync();
        var expected = Recount.Of(log.Events);

        var rebuilding = Indexer(log, store.Another()).CatchUpAsync(rebuild: true, progress: null, Token);
        do
            Assert.Equal(expected, await store.AllAsync(FlightConditions.None));
        while (!rebuilding.IsCompleted);
        await rebuilding;
        Assert.Equal(expected, await store.AllAsync(FlightConditions.None));
    }

    [Fact]
    public async Task Follow_KilledAgainAndAgain_MissesNothing()
    {
        await using var store = await OpenAsync();
        await using var log = new TestLog();
        var random = new Random(4);
        for (var life = 0; life < 8; life++)
        {
            await log.AppendAsync(life, count: 150, flights: 50);
            using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
            kill.CancelAfter(random.Next(60));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Indexer(log, store.Another(), batchRecords: 30).FollowAsync(100, kill.Token));
        }

        await FollowUntilRecountAsync(store, log, () => Task.CompletedTask);
    }

    [Fact]
    public async Task Follow_GoesOnInTheBuildThatTookThePlaceOfIts()
    {
        await using var store = await OpenAsync();
        await using var log = new TestLog();
        await log.AppendAsync(1, count: 200, flights: 40);
        await FollowUntilRecountAsync(store, log, async () =>
        {
            await Indexer(log, store.Another()).CatchUpAsync(rebuild: true, progress: null, Token);
            await log.AppendAsync(2, count: 200, flights: 40);
        });
    }

    [Fact]
    public async Task PartitionsAddedMeanwhile_AreFollowed()
    {
        await using var store = await OpenAsync();
        await using var log = new TestLog(partitions: 1);
        await log.AppendAsync(1, count: 100, flights: 40);
        await FollowUntilRecountAsync(store, log, () => Task.CompletedTask);
        await FollowUntilRecountAsync(store, log, async () =>
        {
            await log.AppendAsync(2, count: 100, flights: 40);
            log.Grow(3);
            await log.AppendAsync(3, count: 100, flights: 40);
        });
    }

    [Fact]
    public async Task IndexOfAnotherLog_IsRefusedUntilItIsRebuilt()
    {
        await using var store = await OpenAsync();
        await using var first = new TestLog();
        await first.AppendAsync(1, count: 100, flights: 20);
        await Indexer(first, store.Index).CatchUpAsync(rebuild: false, progress: null, Token);
        await using var second = new TestLog();
        await second.AppendAsync(2, count: 10, flights: 5);

        var refused = await Assert.ThrowsAsync<SearchException>(
            () => Indexer(second, store.Index).CatchUpAsync(rebuild: false, progress: null, Token));
        Assert.Contains("--rebuild", refused.Message, StringComparison.Ordinal);
        await Indexer(second, store.Index).CatchUpAsync(rebuild: true, progress: null, Token);
        await AssertRecountAsync(store, second);
    }

    private static FlightIndexer Indexer(TestLog log, IFlightIndex index, int batchRecords = 100) => new(
        log.Logs,
        Options.Create(new LogOptions { PartitionRefresh = TimeSpan.FromMilliseconds(100) }),
        index,
        Options.Create(new SearchOptions { BatchRecords = batchRecords, Interval = TimeSpan.FromMilliseconds(10) }),
        TimeProvider.System,
        NullLogger<FlightIndexer>.Instance);

    private static async Task AssertRecountAsync(ISearchStore store, TestLog log)
    {
        await store.SeenAsync();
        Assert.Equal(Recount.Of(log.Events), await store.AllAsync(FlightConditions.None));
    }

    /// <summary>Follows the log, does something meanwhile, and waits until the documents are those of a recount.</summary>
    private static async Task FollowUntilRecountAsync(ISearchStore store, TestLog log, Func<Task> meanwhile)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var following = Indexer(log, store.Index).FollowAsync(50, stop.Token);
        await meanwhile();
        var expected = Recount.Of(log.Events);
        var started = Stopwatch.GetTimestamp();
        FlightDocument[] found = [];
        while (!expected.SequenceEqual(found))
        {
            Assert.False(following.IsCompleted, "following ended");
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline,
                $"{found.Intersect(expected).Count()} of {expected.Length} documents are right, {found.Length} are there");
            await Task.Delay(10, Token);
            try
            {
                await store.SeenAsync();
                found = await store.AllAsync(FlightConditions.None);
            }
            catch (SearchException e) when (e.IsBusy || e.Message.Contains("nothing has indexed", StringComparison.Ordinal))
            {
                // Not made yet, or only just.
            }
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }
}
