using Microsoft.Extensions.Logging;

namespace OrleansFlights.Batch.Archive;

/// <summary>What the archive logs.</summary>
internal static partial class ArchiveMessages
{
    [LoggerMessage(1, LogLevel.Debug, "Archived partition {Partition} from {First} to {End}: {Records} records")]
    public static partial void Archived(ILogger logger, int partition, long first, long end, long records);

    [LoggerMessage(2, LogLevel.Error, "Archiving partition {Partition} failed; next try in {Seconds} s")]
    public static partial void Failed(ILogger logger, Exception exception, int partition, double seconds);

    [LoggerMessage(3, LogLevel.Information, "Made {Files} small files of partition {Partition} into one, from {First} to {End}")]
    public static partial void Compacted(ILogger logger, int files, int partition, long first, long end);

    [LoggerMessage(4, LogLevel.Warning, "The object store failed ({Reason}); try {Attempt} in {Seconds} s")]
    public static partial void Retrying(ILogger logger, string reason, int attempt, double seconds);

    [LoggerMessage(
        5, LogLevel.Error,
        "Partition {Partition}: offsets {From} to {To} were forgotten by the log before they were archived; generations carry that as a "
        + "hole and answers say they are incomplete")]
    public static partial void Hole(ILogger logger, int partition, long from, long to);

    [LoggerMessage(6, LogLevel.Warning,
        "Partition {Partition}: files with offsets {From} to {To} were lost from the archive and are archived again from the log")]
    public static partial void Again(ILogger logger, int partition, long from, long to);

    [LoggerMessage(7, LogLevel.Information, "Took {Files} files that no manifest named into the manifest of {Location}")]
    public static partial void Adopted(ILogger logger, int files, string location);
}
