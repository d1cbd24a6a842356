using OrleansFlights.Log;

namespace OrleansFlights.Batch.Archive;

/// <summary>Where archiving goes on, so that an archive never has a hole.</summary>
internal static class ArchiveStart
{
    /// <summary>The first offset to archive: the archive's end, or the log's begin for the first file of all.</summary>
    /// <exception cref="ArchiveException">The log forgot records that were not archived, or is not the log that the archive was made from.</exception>
    public static long Of(OffsetRange log, PartitionCoverage? archive)
    {
        if (archive is null)
            return log.Begin;
        if (archive.End < log.Begin)
        {
            throw new ArchiveException(
                $"Partition {log.Partition}: the log begins at {log.Begin} but the archive ends at {archive.End}; "
                + "the records between were forgotten before they were archived.");
        }

        if (archive.End > log.End)
        {
            throw new ArchiveException(
                $"Partition {log.Partition}: the log ends at {log.End}, before the archive's end {archive.End}; "
                + "the archive was made from another log, or the log lost records.");
        }

        return archive.End;
    }
}
