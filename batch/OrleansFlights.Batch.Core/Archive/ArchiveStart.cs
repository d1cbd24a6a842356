using OrleansFlights.Log;

namespace OrleansFlights.Batch.Archive;

/// <summary>Where archiving goes on, so that an archive never has a hole that it does not name.</summary>
/// <param name="From">The first offset to archive: the archive's end, or the log's begin where that is higher.</param>
/// <param name="Hole">What the log forgot before it was archived, to be written down before anything behind it is archived; null for
/// nothing.</param>
/// <param name="Again">Ranges whose files were lost and that the log still holds, to be archived again.</param>
internal sealed record ArchiveStart(long From, LogHole? Hole, IReadOnlyList<(long From, long To)> Again)
{
    /// <summary>Decides.</summary>
    /// <exception cref="ArchiveException">The log is not the one that the archive was made from.</exception>
    public static ArchiveStart Of(OffsetRange log, PartitionCoverage? archive)
    {
        var end = archive?.End ?? 0;
        if (end > log.End)
        {
            throw new ArchiveException(
                $"Partition {log.Partition}: the log ends at {log.End}, before the archive's end {end}; "
                + "the archive was made from another log, or the log lost records. `batch reset` starts over.");
        }

        var again = (archive?.Gaps ?? [])
            .Select(g => (From: Math.Max(g.From, log.Begin), To: Math.Min(g.To, log.End)))
            .Where(g => g.From < g.To)
            .ToList();
        return end < log.Begin
            ? new ArchiveStart(log.Begin, new LogHole(log.Partition, end, log.Begin), again)
            : new ArchiveStart(end, null, again);
    }
}
