using FsCheck;
using FsCheck.Fluent;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Tests;

public sealed class CoverTests
{
    private static readonly Gen<ArchiveFile[]> Contiguous =
        from spans in Gen.Choose(1, 30).ArrayOf().Where(a => a.Length > 0)
        from extra in (from first in Gen.Choose(0, 100) from span in Gen.Choose(1, 60) select (first, span)).ArrayOf()
        select Files(spans, extra);

    [Fact]
    public void Slices_HoldEachOffsetOfTheRangeOnce() =>
        Prop.ForAll(Contiguous.ToArbitrary(), Gen.Choose(0, 1_000).Two().ToArbitrary(), (files, range) =>
        {
            var cover = PartitionCoverage.Of(files)[0];
            var from = range.Item1 % cover.End;
            var to = from + (range.Item2 % (cover.End - from + 1));
            var next = from;
            foreach (var slice in cover.Slice(from, to))
            {
                Assert.Equal(next, slice.From);
                Assert.True(slice.File.First <= slice.From && slice.To <= slice.File.End && slice.From < slice.To, $"{slice}");
                Assert.Contains(slice.File, files);
                next = slice.To;
            }

            Assert.Equal(to, next);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Compaction_CoversTheSameAndEnds() =>
        Prop.ForAll(Contiguous.ToArbitrary(), files =>
        {
            var left = files.Distinct().ToList();
            var end = PartitionCoverage.Of(left)[0].End;
            for (var joins = 0; ; joins++)
            {
                foreach (var file in CompactionPlan.Superfluous(left))
                    left.Remove(file);
                Assert.Equal(end, PartitionCoverage.Of(left)[0].End);
                Assert.Equal(0, PartitionCoverage.Of(left)[0].Begin);
                var run = CompactionPlan.Next(left, 100);
                if (run.Count == 0)
                    break;
                Assert.True(run.Count > 1 && joins < files.Length, "compaction does not end");
                Assert.All(run.Zip(run.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.First));
                left.Add(new ArchiveFile(0, run[0].First, run[^1].End));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Hole_IsAnErrorThatNamesItsOffsets()
    {
        var wrong = Assert.Throws<ArchiveException>(
            () => PartitionCoverage.Of([new ArchiveFile(2, 0, 10), new ArchiveFile(2, 12, 20)])[2].Slice(0, 20));
        Assert.Contains("partition 2 has a hole: offsets 10 to 12", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_ComesBackAsTheFile()
    {
        var file = new ArchiveFile(7, 4096, 1L << 40, 99);
        Assert.Equal("partition=7/00000000000000004096-00000001099511627776.parquet", file.Name);
        Assert.True(ArchiveFile.TryParse(file.Name, 99, out var parsed));
        Assert.Equal(file, parsed);
        Assert.False(ArchiveFile.TryParse(file.Name + ".part", 99, out _));
        Assert.False(ArchiveFile.TryParse("partition=7/00000000000000000009-00000000000000000009.parquet", 99, out _));
    }

    [Fact]
    public void Coverage_TellsWhatTheLogForgotFromWhatTheArchiveLost()
    {
        ArchiveFile[] files = [new(0, 10, 20), new(0, 40, 50)];
        ArchiveEntry[] entries = [Entry(0, 10), Entry(10, 20), ArchiveEntry.OfHole(0, 20, 30, null), Entry(30, 40), Entry(40, 50),
            ArchiveEntry.OfHole(0, 50, 60, null)];
        var cover = new ArchiveListing(files, entries).Coverage[0];

        Assert.Equal((0, 60), (cover.Begin, cover.End));
        Assert.Equal([new(0, 20, 30), new(0, 50, 60)], cover.Holes);
        Assert.Equal([new(0, 0, 10), new(0, 30, 40)], cover.Gaps);
        Assert.Equal([new FileSplit(files[0], 10, 20)], cover.Slice(10, 30));
        Assert.Throws<ArchiveException>(() => cover.Slice(0, 20));
        Assert.Throws<ArchiveException>(() => cover.Slice(25, 45));
        Assert.Equal([new FileSplit(files[0], 12, 20), new FileSplit(files[1], 40, 50)], cover.Slice(12, 60, leaveGaps: true));

        static ArchiveEntry Entry(long first, long end) =>
            new(new ArchiveFile(0, first, end, 1), end - first, new string('a', 64), null, 1);
    }

    [Theory]
    [InlineData("hole")]
    [InlineData("Xk9-_rT3Q0aVbL1zN5pQ2w")]
    [InlineData("name:flight-events.v2")]
    [InlineData(null)]
    public void EntryName_ComesBackAsTheEntry(string? log)
    {
        var entry = new ArchiveEntry(new ArchiveFile(3, 4096, 8192, 77), 4000, new string('0', 64), log, ArchiveSchema.Version);
        Assert.True(ArchiveEntry.TryParse(entry.Name, out var parsed), entry.Name);
        Assert.Equal(entry, parsed);
        Assert.True(ArchiveEntry.TryParse(ArchiveEntry.OfHole(1, 2, 3, log).Name, out var hole));
        Assert.True(hole.IsHole);
        Assert.False(ArchiveEntry.TryParse(entry.Name + ".part", out _));
    }

    [Theory]
    [InlineData(0, 10, null, 0, null)]
    [InlineData(5, 10, null, 5, 0)]
    [InlineData(5, 10, 7, 7, null)]
    [InlineData(7, 10, 7, 7, null)]
    [InlineData(8, 10, 7, 8, 7)]
    public void Start_FollowsTheArchiveAndNamesWhatTheLogForgot(long begin, long end, int? archived, long expected, int? hole)
    {
        var cover = archived is { } to ? PartitionCoverage.Of([new ArchiveFile(0, 0, to)])[0] : null;
        var start = ArchiveStart.Of(new OffsetRange(0, begin, end), cover);
        Assert.Equal(expected, start.From);
        Assert.Equal(hole is { } from ? new LogHole(0, from, begin) : null, start.Hole);
        Assert.Empty(start.Again);
    }

    [Fact]
    public void Start_RefusesALogThatEndsBeforeTheArchive() =>
        Assert.Throws<ArchiveException>(
            () => ArchiveStart.Of(new OffsetRange(0, 0, 6), PartitionCoverage.Of([new ArchiveFile(0, 0, 7)])[0]));

    [Fact]
    public void Start_TakesLostFilesAgainAsFarAsTheLogReaches()
    {
        var cover = PartitionCoverage.Of([new ArchiveFile(0, 0, 10), new ArchiveFile(0, 20, 30), new ArchiveFile(0, 40, 50)])[0];
        Assert.Equal([(10L, 20L), (30L, 40L)], ArchiveStart.Of(new OffsetRange(0, 0, 60), cover).Again);
        Assert.Equal([(15L, 20L), (30L, 40L)], ArchiveStart.Of(new OffsetRange(0, 15, 60), cover).Again);
        Assert.Empty(ArchiveStart.Of(new OffsetRange(0, 40, 60), cover).Again);
    }

    private static ArchiveFile[] Files(int[] spans, (int First, int Span)[] extra)
    {
        var files = new List<ArchiveFile>();
        long at = 0;
        foreach (var span in spans)
            files.Add(new ArchiveFile(0, at, at += span));
        files.AddRange(extra.Select(e => new ArchiveFile(0, e.First % at, Math.Min(at, (e.First % at) + e.Span))));
        return [.. files];
    }
}
