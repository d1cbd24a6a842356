namespace OrleansFlights.Batch.Archive;

/// <summary>
/// Which files to make into one, and which to remove. Files of about one size are joined eight at a time into the next larger size, so a
/// record is rewritten once per size and not once per file.
/// </summary>
internal static class CompactionPlan
{
    /// <summary>How many files of a size make one of the next.</summary>
    public const int Fan = 8;

    /// <summary>Files that lie whole within another.</summary>
    public static IReadOnlyList<ArchiveFile> Superfluous(IReadOnlyList<ArchiveFile> partition)
    {
        var superfluous = new List<ArchiveFile>();
        long end = -1;
        foreach (var file in partition.OrderBy(f => f.First).ThenByDescending(f => f.End))
        {
            if (file.End <= end)
                superfluous.Add(file);
            end = Math.Max(end, file.End);
        }

        return superfluous;
    }

    /// <summary>A run of adjoining files worth joining; empty for none.</summary>
    /// <param name="partition">Files of one partition, none superfluous.</param>
    /// <param name="below">Files of at least so many offsets stay as they are.</param>
    public static IReadOnlyList<ArchiveFile> Next(IReadOnlyList<ArchiveFile> partition, long below)
    {
        var files = partition.OrderBy(f => f.First).ToList();
        for (long size = Fan; size / Fan < below; size *= Fan)
        {
            var run = new List<ArchiveFile>();
            foreach (var file in files)
            {
                var span = file.End - file.First;
                if (run.Count > 0 && (run[^1].End != file.First || span >= Math.Min(size, below)))
                {
                    if (IsWorthwhile(run, size))
                        return run;
                    run.Clear();
                }

                if (span < Math.Min(size, below))
                    run.Add(file);
                if (run.Count > 0 && run[^1].End - run[0].First >= below && run.Count > 1)
                    return run;
            }

            if (IsWorthwhile(run, size))
                return run;
        }

        return [];
    }

    private static bool IsWorthwhile(List<ArchiveFile> run, long size) => run.Count(f => f.End - f.First >= size / Fan) >= Fan;
}
