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
        var wrong = Assert.Throws<ArchiveException>(() => PartitionCoverage.Of([new ArchiveFile(2, 0, 10), new ArchiveFile(2, 12, 20)]));
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

    [Theory]
    [InlineData(0, 10, null, 0)]
    [InlineData(5, 10, null, 5)]
    [InlineData(5, 10, 7, 7)]
    [InlineData(7, 10, 7, 7)]
    [InlineData(8, 10, 7, null)]
    [InlineData(0, 6, 7, null)]
    public void Start_FollowsTheArchiveOrRefusesAHole(long begin, long end, int? archived, int? expected)
    {
        var cover = archived is { } to ? PartitionCoverage.Of([new ArchiveFile(0, 0, to)])[0] : null;
        if (expected is { } start)
            Assert.Equal(start, ArchiveStart.Of(new OffsetRange(0, begin, end), cover));
        else
            Assert.Throws<ArchiveException>(() => ArchiveStart.Of(new OffsetRange(0, begin, end), cover));
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
