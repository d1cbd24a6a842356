using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

public sealed class DiskFullTests
{
    private const int DiskMegabytes = 16;
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task FullArchive_SaysSoAndGoesOnWhenThereIsRoom()
    {
        using var disk = SmallDisk.MountOrSkip(1);
        await using var batch = new BatchFixture(null, ByHand, ("Archive:Directory", disk.Path));
        var records = new RandomRecords(81);
        await batch.AppendAsync(records.Take(200));
        await batch.ArchiveAsync();
        var published = await batch.RunAsync();
        Assert.NotNull(published);

        await batch.AppendAsync(records.Take(600));
        disk.Fill(leave: 0);
        var full = await Assert.ThrowsAnyAsync<Exception>(batch.ArchiveAsync);
        Assert.Contains("No space left", full.Message, StringComparison.Ordinal);
        Assert.IsType<ArchiveException>(full);
        Assert.Null(await batch.RunAsync());
        Assert.Equal(published, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);

        disk.DropBallast();
        await AssertGoesOnAsync(batch, 800);
    }

    [Fact]
    public async Task ArchivingAllTheTime_TriesAgainUntilThereIsRoom()
    {
        using var disk = SmallDisk.MountOrSkip(1);
        await using var batch = new BatchFixture(
            null, new ImpatientTime(), [ByHand, ("Archive:Directory", disk.Path), ("Archive:RollAge", "00:00:00.1")]);
        await batch.AppendAsync(new RandomRecords(82).Take(600));
        disk.Fill(leave: 0);
        var failures = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "flights_archive_failures")
                l.EnableMeasurementEvents(instrument);
        }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref failures, (int)count));
        listener.Start();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(BatchFixture.Token);
        var follow = Task.Run(() => batch.Archiver.FollowAsync(stop.Token), BatchFixture.Token);
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref failures) > 3), () => $"{failures} failures");
        disk.DropBallast();
        await UntilAsync(async () => await ArchivedAsync(batch) == 600, () => "not all is archived");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follow);
        await AssertGoesOnAsync(batch, 600);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300_000)]
    [InlineData(600_000)]
    public async Task FullDataDirectory_StopsTheRunAndKeepsThePublishedGeneration(int left)
    {
        using var disk = SmallDisk.MountOrSkip(DiskMegabytes);
        await using var batch = new BatchFixture(disk.Path, ByHand);
        var records = new RandomRecords(83);
        await batch.AppendAsync(records.Take(300));
        await batch.ArchiveAsync();
        var published = await batch.RunAsync();
        Assert.NotNull(published);
        await batch.AppendAsync(records.Take(9_000));
        await batch.ArchiveAsync();

        disk.Fill(left);
        var full = await Assert.ThrowsAnyAsync<Exception>(() => batch.RunAsync());
        Assert.True(full is BatchException or ViewsException or ArchiveException or IOException, $"{full}");
        Assert.Matches("(?i)no space left|disk is full|not enough space", full.Message);
        Assert.Equal(published, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
        await batch.AssertExactAsync(published);

        disk.DropBallast();
        await AssertGoesOnAsync(batch, 9_300);
        AssertNothingLeftBehind(disk);
    }

    [Fact]
    public async Task FullScratchDirectory_StopsArchivingAndLeavesNothingBehind()
    {
        using var disk = SmallDisk.MountOrSkip(DiskMegabytes);
        await using var batch = new BatchFixture(disk.Path, ByHand, ("Archive:RollRecords", "100000"));
        await batch.AppendAsync(new RandomRecords(84).Take(9_000));
        disk.Fill(leave: 20_000);
        var full = await Assert.ThrowsAnyAsync<Exception>(batch.ArchiveAsync);
        Assert.Contains("No space left", full.Message, StringComparison.Ordinal);
        AssertNothingLeftBehind(disk);

        disk.DropBallast();
        await AssertGoesOnAsync(batch, 9_000);
    }

    /// <summary>A process that works has an empty folder of its own and the lock beside it.</summary>
    private static void AssertNothingLeftBehind(SmallDisk disk) => Assert.DoesNotContain(
        Directory.EnumerateFiles(Path.Combine(disk.Path, "scratch"), "*", SearchOption.AllDirectories),
        file => !file.EndsWith(".lock", StringComparison.Ordinal));

    private static async Task AssertGoesOnAsync(BatchFixture batch, int records)
    {
        await batch.ArchiveAsync();
        Assert.Equal(records, await ArchivedAsync(batch));
        var generation = await batch.RunAsync();
        Assert.NotNull(generation);
        await batch.AssertExactAsync(generation);
    }

    private static async Task<long> ArchivedAsync(BatchFixture batch) =>
        PartitionCoverage.Of(await batch.Archive.ListAsync(BatchFixture.Token)).Values.Sum(c => c.End - c.Begin);

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string> state)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"within {Deadline}: {state()}");
            await Task.Delay(20, BatchFixture.Token);
        }
    }
}
