using OrleansFlights.Batch.Archive;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

/// <summary>What a lost or changed file of the archive, and a log that forgets, lead to.</summary>
public sealed class ManifestTests
{
    private static readonly (string, string)[] ByHand = [
        ("Batch:Enabled", "false"), ("Archive:CompactBelow", "0"), ("Log:Partitions", "1")];

    public static TheoryData<int, bool> Losses =>
        new() { { 0, false }, { 1, false }, { -1, false }, { 0, true }, { 1, true }, { -1, true } };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task LostOrChangedFile_StopsAFullRunUntilItIsAcceptedAsAHole(int which, bool changed)
    {
        await using var batch = new BatchFixture(null, ByHand);
        var records = new RandomRecords(9);
        await batch.AppendAsync(records.Take(400));
        await batch.ArchiveAsync();
        var first = await batch.RunAsync();
        Assert.NotNull(first);
        await batch.AppendAsync(records.Take(100));
        await batch.ArchiveAsync();
        var files = (await batch.Archive.ListAsync(BatchFixture.Token)).OrderBy(f => f.First).ToList();
        var file = which < 0 ? files[^1] : files[which];
        if (changed)
            await ChangeAsync(batch, file);
        else
            await batch.Archive.RemoveAsync(file, BatchFixture.Token);

        using (var verify = BatchProcess.Start(batch, "verify"))
        {
            var (code, output, _) = await verify.EndAsync();
            Assert.Equal(1, code);
            Assert.Contains(changed ? $"changed: {file.Name}" : $"offsets {file.First} to {file.End}: archived once, and missing now",
                output, StringComparison.Ordinal);
        }

        if (which < 0 && !changed)
        {
            // The end of the archive is lost, behind the published cut: less is counted, and nothing of it is missing below the cut.
            var shorter = await batch.RunAsync(full: true, publish: false);
            Assert.NotNull(shorter);
            Assert.True(shorter.Cut[0] <= file.First, $"{shorter.Cut} reaches into {file}");
            await batch.AssertExactAsync(shorter);
            Assert.Empty(shorter.Holes);
            return;
        }

        if (which < 0)
            return;
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => batch.RunAsync(full: true));
        Assert.Contains($"hole: offsets {file.First} to {file.End}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(first, (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);

        var run = await BatchProcess.OkAsync(batch, "run", "--full", "--publish", "--accept-holes");
        Assert.Contains($"It does not count 0:{file.First}-{file.End}", run, StringComparison.Ordinal);
        var holed = (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published;
        Assert.Equal([new GenerationHole(0, file.First, file.End)], holed.Holes);
        Assert.Contains($"without 0:{file.First}-{file.End}", await BatchProcess.OkAsync(batch, "generations"), StringComparison.Ordinal);

        // What follows by addition stands on the same rows, and so misses the same.
        await batch.AppendAsync(records.Take(100));
        await batch.ArchiveAsync();
        if (changed)
            return;
        var again = await batch.RunAsync(full: true);
        Assert.NotNull(again);
        Assert.Empty(again.Holes);
        await batch.AssertExactAsync(again);
    }

    [Fact]
    public async Task LostFile_IsArchivedAgainWhileTheLogHoldsIt()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(10).Take(400));
        await batch.ArchiveAsync();
        var files = (await batch.Archive.ListAsync(BatchFixture.Token)).OrderBy(f => f.First).ToList();
        await batch.Archive.RemoveAsync(files[0], BatchFixture.Token);
        await batch.Archive.RemoveAsync(files[3], BatchFixture.Token);

        await batch.ArchiveAsync();
        var generation = await batch.RunAsync(full: true);
        Assert.NotNull(generation);
        Assert.Empty(generation.Holes);
        await batch.AssertExactAsync(generation);
        Assert.Contains("0 changed, 0 ranges lost", await BatchProcess.OkAsync(batch, "verify"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogTrimmedAboveTheArchive_IsAHoleOfTheGeneration()
    {
        await using var batch = new BatchFixture(null, ByHand);
        var records = new RandomRecords(11);
        await batch.AppendAsync(records.Take(100));
        await batch.ArchiveAsync();
        for (var i = 0; i < 10; i++)
            await batch.AppendAsync(records.Take(3_000));
        await batch.Log.TruncateAsync(0, 15_000, BatchFixture.Token);
        var begin = (await batch.Log.GetOffsetsAsync(BatchFixture.Token))[0].Begin;
        Assert.True(begin > 100, $"the log begins at {begin}: nothing was trimmed");

        await batch.ArchiveAsync();
        var generation = await batch.RunAsync();
        Assert.NotNull(generation);
        Assert.Equal([new GenerationHole(0, 100, begin)], generation.Holes);
        Assert.Contains(
            $"offsets 100 to {begin}: the log forgot them", await BatchProcess.OkAsync(batch, "verify"), StringComparison.Ordinal);

        await batch.AppendAsync(records.Take(3_000));
        await batch.ArchiveAsync();
        var next = await batch.RunAsync();
        Assert.NotNull(next);
        Assert.Equal(GenerationModes.Incremental, next.Mode);
        Assert.Equal(generation.Holes, next.Holes);
    }

    [Fact]
    public async Task LogTrimmedUnderTheArchiver_EndsTheFileBeforeTheHole()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(12).Take(5_000));
        using var reader = new HoledReader(batch.Log.OpenReader(0, 0), new LogHole(0, 2_000, 3_000));
        await using var file = await ArchiveFileWriter.OpenAsync(batch.Get<WorkDirectory>(), 0, 0, BatchFixture.Token);
        Assert.Equal(4_000, file.ReadFrom(reader, 10_000, TimeSpan.FromSeconds(5), BatchFixture.Token));
        Assert.Equal(new LogHole(0, 2_000, 3_000), file.TakeHole());
        Assert.Equal(2_000, file.Records);
        Assert.Null(file.TakeHole());
    }

    [Fact]
    public async Task ArchiveWithoutAManifest_IsTakenAsItIs()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(13).Take(400));
        await batch.ArchiveAsync();
        Directory.Delete(Path.Combine(batch.Archive.Location, ArchiveEntry.Folder), recursive: true);

        Assert.Contains(
            "8 files that no manifest named were taken into it", await BatchProcess.OkAsync(batch, "verify"), StringComparison.Ordinal);
        await batch.AppendAsync(new RandomRecords(14).Take(100));
        await batch.ArchiveAsync();
        var generation = await batch.RunAsync(full: true);
        Assert.NotNull(generation);
        await batch.AssertExactAsync(generation);
        await batch.Archive.RemoveAsync((await batch.Archive.ListAsync(BatchFixture.Token)).MinBy(f => f.First), BatchFixture.Token);
        await Assert.ThrowsAsync<ArchiveException>(() => batch.RunAsync(full: true));
    }

    [Fact]
    public async Task LogThatWasExchanged_StopsArchiverAndRun()
    {
        await using var batch = new BatchFixture(null, ByHand);
        await batch.AppendAsync(new RandomRecords(15).Take(200));
        await batch.ArchiveAsync();
        Assert.NotNull(await batch.RunAsync());
        var former = (await batch.Log.GetIdentityAsync(BatchFixture.Token)).Value;

        await using var other = new BatchFixture(
            batch.Directory, [.. ByHand, ("Log:Sqlite:File", Path.Combine(batch.Directory, "other.db"))]);
        await other.AppendAsync(new RandomRecords(16).Take(500));
        var now = (await other.Log.GetIdentityAsync(BatchFixture.Token)).Value;
        foreach (var refused in new[] { await Assert.ThrowsAsync<BatchException>(other.ArchiveAsync),
            await Assert.ThrowsAsync<BatchException>(() => other.RunAsync(full: true)) })
        {
            Assert.Contains(former, refused.Message, StringComparison.Ordinal);
            Assert.Contains(now, refused.Message, StringComparison.Ordinal);
            Assert.Contains("batch reset", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rollback_StaysUntilItIsUnpinned()
    {
        await using var batch = new BatchFixture(null, ByHand);
        var records = new RandomRecords(17);
        for (var round = 0; round < 2; round++)
        {
            await batch.AppendAsync(records.Take(200));
            await batch.ArchiveAsync();
            Assert.NotNull(await batch.RunAsync());
        }

        Assert.Contains("generation 1 is published", await BatchProcess.OkAsync(batch, "rollback", "--reason", "prices were wrong"),
            StringComparison.Ordinal);
        await batch.AppendAsync(records.Take(200));
        await BatchProcess.OkAsync(batch, "archive");
        Assert.Contains(
            "Not published: generation 1 is pinned", await BatchProcess.OkAsync(batch, "run", "--publish"), StringComparison.Ordinal);
        Assert.Contains("(prices were wrong)", await BatchProcess.OkAsync(batch, "generations"), StringComparison.Ordinal);
        using (var publish = BatchProcess.Start(batch, "publish"))
        {
            var (code, _, errors) = await publish.EndAsync();
            Assert.Equal(1, code);
            Assert.Contains("batch unpin", errors, StringComparison.Ordinal);
        }

        var pinned = await batch.Views.GetPublishedAsync(BatchFixture.Token);
        Assert.Equal((1, "prices were wrong"), (pinned.Published.Id, pinned.Pin?.Reason));
        Assert.Contains("not pinned any more", await BatchProcess.OkAsync(batch, "unpin"), StringComparison.Ordinal);
        Assert.Contains(", published", await BatchProcess.OkAsync(batch, "run", "--publish"), StringComparison.Ordinal);
        await batch.AssertExactAsync((await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published);
    }

    private static async Task ChangeAsync(BatchFixture batch, ArchiveFile file)
    {
        var path = await batch.Archive.OpenAsync(file, BatchFixture.Token);
        var bytes = await File.ReadAllBytesAsync(path, BatchFixture.Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, BatchFixture.Token);
    }

    /// <summary>A reader over a log that has a hole.</summary>
    private sealed class HoledReader(ILogReader reader, LogHole hole) : ILogReader
    {
        public long Position => reader.Position;

        public int Read(ILogRecordSink sink, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
        {
            var holed = new Sink(sink, hole);
            reader.Read(holed, maxRecords, wait, cancellationToken);
            return holed.Records;
        }

        public void Seek(long offset) => reader.Seek(offset);

        public void Dispose() => reader.Dispose();

        private sealed class Sink(ILogRecordSink inner, LogHole hole) : ILogRecordSink
        {
            public int Records { get; private set; }

            public void OnRecord(in LogRecord record)
            {
                if (record.Offset == hole.From)
                    inner.OnHole(hole);
                if (record.Offset >= hole.From && record.Offset < hole.To)
                    return;
                inner.OnRecord(in record);
                Records++;
            }
        }
    }
}
