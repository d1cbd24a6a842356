using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

public sealed class ProcessTests
{
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task KilledRun_LeavesThePublishedGenerationAndACleanNextRun()
    {
        await using var batch = new BatchFixture(null, ByHand, ("Archive:RollRecords", "20000"));
        var records = new RandomRecords(31);
        await batch.AppendAsync(records.Take(1_000));
        await batch.ArchiveAsync();
        var first = await batch.RunAsync();
        Assert.NotNull(first);
        await batch.AppendAsync(records.Take(30_000));
        await batch.ArchiveAsync();

        await KillWhenAsync(batch, "the run began", async () =>
            (await batch.Get<IBatchViewsWriter>().ListGenerationsAsync(BatchFixture.Token)).Any(g => g.State == GenerationState.Writing));
        await KillWhenAsync(batch, "rows were written", () => Task.FromResult(UnfinishedRows(batch) > 0));
        Assert.Equal(first, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
        await batch.AssertExactAsync(first);

        var next = await batch.RunAsync();
        Assert.NotNull(next);
        Assert.Equal(
            [first.Id, next.Id], (await batch.Get<IBatchViewsWriter>().ListGenerationsAsync(BatchFixture.Token)).Select(g => g.Id));
        var total = (await Recount.OfAsync(batch.Log, next.Cut, BatchFixture.Token)).Rows[new ViewRowKey(ViewKey.Total, null)];
        Assert.Equal(total, await batch.Views.ReadTallyAsync(ViewKey.Total, next.Id, BatchFixture.Token));
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(batch.Directory, "scratch")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(batch.Get<WorkDirectory>().PathOf(".")));
    }

    [Fact]
    public async Task Commands_ArchiveRunPublishAndRollBack()
    {
        await using var batch = new BatchFixture(null, ByHand);
        var records = new RandomRecords(32);
        await batch.AppendAsync(records.Take(500));
        Assert.Contains("Archived 500 offsets", await BatchProcess.OkAsync(batch, "archive"), StringComparison.Ordinal);
        Assert.Contains("Generation 1 (full), cut at 0:", await BatchProcess.OkAsync(batch, "run", "--full"), StringComparison.Ordinal);
        Assert.Contains("Generation 1 is published", await BatchProcess.OkAsync(batch, "publish"), StringComparison.Ordinal);
        Assert.Contains("Nothing new to count", await BatchProcess.OkAsync(batch, "run", "--incremental"), StringComparison.Ordinal);
        Assert.Contains("published", await BatchProcess.OkAsync(batch, "generations"), StringComparison.Ordinal);
        using var rollback = BatchProcess.Start(batch, "rollback");
        var (code, _, errors) = await rollback.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains("no generation before 1", errors, StringComparison.Ordinal);
        await batch.AssertExactAsync((await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
    }

    [Theory]
    [InlineData("run", "--Archive:RollAge=soon", "Archive:RollAge is 'soon'; allowed: a duration")]
    [InlineData("run", "--Batch:Spark:Table=a.b.c", "Batch:Spark:Table is 'a.b.c'; allowed: name or database.name")]
#if !STACK_FULL
    [InlineData("run", "--Views:Provider=cassandra", "this build has no Cassandra adapter; build with -p:Stack=full")]
    [InlineData("run", "--Batch:Engine=spark", "this build has no Spark engine; build with -p:Stack=full")]
#endif
    [InlineData("schedule", "--every=0s", "takes 1s to 7d")]
    [InlineData("publish", "17", "There is no complete generation 17")]
    public async Task WrongCommand_SaysWhyAndFails(string command, string argument, string message)
    {
        await using var batch = new BatchFixture(null, ByHand);
        using var process = BatchProcess.Start(batch, command, argument);
        var (code, _, errors) = await process.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmbeddedServices_AdvanceGenerationsBesideAnotherProcess()
    {
        await using var batch = new BatchFixture(null, ("Batch:Every", "00:00:01"), ("Archive:RollAge", "00:00:00.1"));
        var services = ((IEnumerable<IHostedService>)batch.Services.GetService(typeof(IEnumerable<IHostedService>))!).ToList();
        foreach (var service in services)
            await service.StartAsync(BatchFixture.Token);

        var records = new RandomRecords(33);
        await batch.AppendAsync(records.Take(400));
        await PublishedAsync(batch, g => g.Id > 0);
        var other = await BatchProcess.OkAsync(batch, "run", "--full", "--publish");
        Assert.Contains("(full)", other, StringComparison.Ordinal);
        var before = (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published;
        await batch.AppendAsync(records.Take(400));
        var published = await PublishedAsync(batch, g => g.Id > before.Id && g.Cut.Offsets.Values.Sum() > 700);
        foreach (var service in services)
            await service.StopAsync(BatchFixture.Token);
        await batch.AssertExactAsync(published);
    }

    private static async Task KillWhenAsync(BatchFixture batch, string what, Func<Task<bool>> condition)
    {
        using var process = BatchProcess.Start(batch, "run", "--full", "--publish");
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (process.HasEnded)
                Assert.Fail($"the run ended before it was seen that {what}: {await process.EndAsync()}");
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"not seen within {Deadline}: {what}");
            await Task.Yield();
        }

        await process.KillAsync();
    }

    private static async Task<Generation> PublishedAsync(BatchFixture batch, Func<Generation, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var published = (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published;
            if (condition(published))
                return published;
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"still published after {Deadline}: {published}");
            await Task.Delay(20, BatchFixture.Token);
        }
    }

    private static long UnfinishedRows(BatchFixture batch)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(batch.Directory, "views.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT count(*) FROM (SELECT 1 FROM tally WHERE generation IN (SELECT id FROM generation WHERE state = 'writing') LIMIT 1)";
        return (long)command.ExecuteScalar()!;
    }
}
