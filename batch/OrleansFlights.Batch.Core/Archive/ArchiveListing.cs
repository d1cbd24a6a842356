namespace OrleansFlights.Batch.Archive;

/// <summary>What a store holds: files, and the entries of the manifests. A pure comparison of the two.</summary>
/// <param name="Files">All files.</param>
/// <param name="Entries">All entries.</param>
public sealed record ArchiveListing(IReadOnlyList<ArchiveFile> Files, IReadOnlyList<ArchiveEntry> Entries)
{
    /// <summary>Nothing.</summary>
    public static ArchiveListing Empty { get; } = new([], []);

    private ILookup<(int, long, long), ArchiveEntry>? _byRange;

    private ILookup<(int, long, long), ArchiveEntry> ByRange => _byRange ??= Entries.Where(e => !e.IsHole).ToLookup(e => Range(e.File));

    /// <summary>The entries of a file: none when it was never listed, several when it was archived more than once.</summary>
    public IEnumerable<ArchiveEntry> EntriesOf(ArchiveFile file) => ByRange[Range(file)];

    /// <summary>
    /// Files that no manifest names: archives of older builds have such, and an archiver that died between a file and its entry leaves one.
    /// </summary>
    public IReadOnlyList<ArchiveFile> Unlisted => [.. Files.Where(f => !EntriesOf(f).Any())];

    /// <summary>Files that are not as large as they were when they were written.</summary>
    public IReadOnlyList<ArchiveFile> Resized =>
        [.. Files.Where(f => f.Bytes > 0 && EntriesOf(f).Any() && EntriesOf(f).All(e => e.File.Bytes != f.Bytes))];

    /// <summary>Entries whose file is gone.</summary>
    public IReadOnlyList<ArchiveEntry> Lost
    {
        get
        {
            var there = Files.Select(Range).ToHashSet();
            return [.. Entries.Where(e => !e.IsHole && !there.Contains(Range(e.File)))];
        }
    }

    /// <summary>The identities of the logs that files were archived from, as far as they are known.</summary>
    public IReadOnlyList<string> Logs => [.. Entries.Select(e => e.Log).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>What each partition's files cover, and what is missing between them.</summary>
    public IReadOnlyDictionary<int, PartitionCoverage> Coverage => PartitionCoverage.Of(this);

    /// <summary>The same without some files, as if they were lost.</summary>
    public ArchiveListing Without(IEnumerable<ArchiveFile> files)
    {
        var gone = files.Select(Range).ToHashSet();
        return gone.Count == 0 ? this : new ArchiveListing([.. Files.Where(f => !gone.Contains(Range(f)))], Entries);
    }

    /// <summary>The part that concerns one partition.</summary>
    public ArchiveListing Of(int partition) =>
        new([.. Files.Where(f => f.Partition == partition)], [.. Entries.Where(e => e.File.Partition == partition)]);

    private static (int, long, long) Range(ArchiveFile file) => (file.Partition, file.First, file.End);
}
