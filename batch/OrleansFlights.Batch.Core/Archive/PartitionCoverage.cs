using OrleansFlights.Views;

namespace OrleansFlights.Batch.Archive;

/// <summary>Part of a file: its records with offsets from <paramref name="From"/> up to, exclusive, <paramref name="To"/>.</summary>
public readonly record struct FileSplit(ArchiveFile File, long From, long To)
{
    /// <summary>Whether it is all of the file.</summary>
    public bool IsWhole => From <= File.First && To >= File.End;
}

/// <summary>
/// What the files of one partition cover. Files may overlap, because two archivers ran or small files were made into a large one: each
/// offset is read from exactly one of them, so overlap never counts a record twice. What no file covers is either a hole that the manifest
/// explains (the log forgot it before it was archived), or a gap: a file was lost.
/// </summary>
public sealed class PartitionCoverage
{
    private readonly ArchiveFile[] _files;

    private PartitionCoverage(
        int partition, ArchiveFile[] files, long begin, long end, List<GenerationHole> holes, List<GenerationHole> gaps)
    {
        Partition = partition;
        _files = files;
        Begin = begin;
        End = end;
        Holes = holes;
        Gaps = gaps;
    }

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>The first offset that was ever archived.</summary>
    public long Begin { get; }

    /// <summary>The offset behind the last that is archived.</summary>
    public long End { get; }

    /// <summary>What the log forgot before it was archived, ascending.</summary>
    public IReadOnlyList<GenerationHole> Holes { get; }

    /// <summary>What was archived and is not there any more, ascending.</summary>
    public IReadOnlyList<GenerationHole> Gaps { get; }

    /// <summary>The covers of all partitions that have files.</summary>
    public static IReadOnlyDictionary<int, PartitionCoverage> Of(IEnumerable<ArchiveFile> files) => Of(new ArchiveListing([.. files], []));

    /// <summary>The covers of all partitions that have files or entries.</summary>
    public static IReadOnlyDictionary<int, PartitionCoverage> Of(ArchiveListing listing) =>
        listing.Files.Select(f => f.Partition).Concat(listing.Entries.Select(e => e.File.Partition)).Distinct().Order()
            .ToDictionary(p => p, p => Of(p, listing.Of(p)));

    /// <summary>
    /// The fewest slices that hold every offset of a range once, ascending; holes that the manifest explains are left out.
    /// </summary>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The offset behind the last.</param>
    /// <param name="leaveGaps">Whether what was lost is left out too.</param>
    /// <exception cref="ArchiveException">The range is not covered.</exception>
    public IReadOnlyList<FileSplit> Slice(long from, long to, bool leaveGaps = false)
    {
        if (from < to && (from < Begin || to > End))
        {
            throw new ArchiveException(
                $"The archive of partition {Partition} holds offsets {Begin} to {End}, but {from} to {to} are needed: its files were "
                + "removed.");
        }

        if (!leaveGaps && Gaps.FirstOrDefault(g => g.From < to && g.To > from) is { To: > 0 } gap)
            throw new ArchiveException($"The archive of partition {Partition} has a hole: offsets {gap.From} to {gap.To} are missing.");

        var slices = new List<FileSplit>();
        var widest = default(ArchiveFile);
        var next = 0;
        while (from < to)
        {
            // Of the files that begin at or below the offset the one that reaches farthest; files are in order of their first offset.
            for (; next < _files.Length && _files[next].First <= from; next++)
            {
                if (_files[next].End > widest.End)
                    widest = _files[next];
            }

            var end = Math.Min(widest.End, to);
            if (end > from)
                slices.Add(new FileSplit(widest, from, end));
            else
                end = next < _files.Length ? _files[next].First : to;
            from = end;
        }

        return slices;
    }

    private static PartitionCoverage Of(int partition, ArchiveListing listing)
    {
        var files = listing.Files.OrderBy(f => f.First).ThenByDescending(f => f.End).ToArray();
        var known = listing.Entries.Where(e => e.IsHole).Select(e => e.File).OrderBy(h => h.First).ToList();
        var begin = files.Concat(listing.Entries.Select(e => e.File)).Min(f => f.First);
        var (holes, gaps) = (new List<GenerationHole>(), new List<GenerationHole>());
        var end = begin;
        foreach (var file in files)
        {
            if (file.First > end)
                Explain(partition, end, file.First, known, holes, gaps);
            end = Math.Max(end, file.End);
        }

        // Behind the last file only a hole that begins there moves the end: what else was lost there is archived again from the log.
        foreach (var hole in known.Where(h => h.End > end && h.First <= end))
        {
            holes.Add(new GenerationHole(partition, end, hole.End));
            end = hole.End;
        }

        return new PartitionCoverage(partition, files, begin, end, holes, gaps);
    }

    private static void Explain(
        int partition, long from, long to, List<ArchiveFile> known, List<GenerationHole> holes, List<GenerationHole> gaps)
    {
        foreach (var hole in known.Where(h => h.End > from && h.First < to))
        {
            if (hole.First > from)
                gaps.Add(new GenerationHole(partition, from, hole.First));
            var until = Math.Min(hole.End, to);
            if (until > Math.Max(hole.First, from))
                holes.Add(new GenerationHole(partition, Math.Max(hole.First, from), until));
            from = Math.Max(from, until);
        }

        if (from < to)
            gaps.Add(new GenerationHole(partition, from, to));
    }
}
