namespace OrleansFlights.Batch.Archive;

/// <summary>Part of a file: its records with offsets from <paramref name="From"/> up to, exclusive, <paramref name="To"/>.</summary>
public readonly record struct FileSplit(ArchiveFile File, long From, long To)
{
    /// <summary>Whether it is all of the file.</summary>
    public bool IsWhole => From <= File.First && To >= File.End;
}

/// <summary>
/// What the files of one partition cover. Files may overlap, because two archivers ran or small files were made into a large one: each
/// offset is read from exactly one of them, so overlap never counts a record twice.
/// </summary>
public sealed class PartitionCoverage
{
    private readonly ArchiveFile[] _files;

    private PartitionCoverage(int partition, ArchiveFile[] files, long end)
    {
        Partition = partition;
        _files = files;
        Begin = files[0].First;
        End = end;
    }

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>The first offset covered.</summary>
    public long Begin { get; }

    /// <summary>The offset up to which, exclusive, everything from <see cref="Begin"/> is there.</summary>
    public long End { get; }

    /// <summary>The covers of all partitions that have files.</summary>
    /// <exception cref="ArchiveException">A partition has a hole.</exception>
    public static IReadOnlyDictionary<int, PartitionCoverage> Of(IEnumerable<ArchiveFile> files) =>
        files.GroupBy(f => f.Partition).ToDictionary(g => g.Key, g => Of(g.Key, g));

    /// <summary>The fewest slices that hold every offset of a range once, ascending.</summary>
    /// <exception cref="ArchiveException">The range is not covered.</exception>
    public IReadOnlyList<FileSplit> Slice(long from, long to)
    {
        if (from < to && (from < Begin || to > End))
        {
            throw new ArchiveException(
                $"The archive of partition {Partition} holds offsets {Begin} to {End}, but {from} to {to} are needed: its files were removed.");
        }

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
            slices.Add(new FileSplit(widest, from, end));
            from = end;
        }

        return slices;
    }

    private static PartitionCoverage Of(int partition, IEnumerable<ArchiveFile> files)
    {
        var sorted = files.OrderBy(f => f.First).ThenByDescending(f => f.End).ToArray();
        var end = sorted[0].First;
        foreach (var file in sorted)
        {
            if (file.First > end)
                throw new ArchiveException($"The archive of partition {partition} has a hole: offsets {end} to {file.First} are missing.");
            end = Math.Max(end, file.End);
        }

        return new PartitionCoverage(partition, sorted, end);
    }
}
