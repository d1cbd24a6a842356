using OrleansFlights.Log;

namespace OrleansFlights.Streams.Protocol;

/// <summary>How the log that is read relates to the one that the stored checkpoints and snapshots belong to.</summary>
public enum LogMatch
{
    /// <summary>It is the same.</summary>
    Same,

    /// <summary>Nothing says which log what is stored belongs to, or only its name does: it is taken for this one, from now on.</summary>
    Adopted,

    /// <summary>It is another log: offsets that are stored mean nothing in it.</summary>
    OtherLog,

    /// <summary>It is the same log, but cut into segments of another size.</summary>
    OtherSegments,
}

/// <summary>The log that checkpoints and snapshots belong to. Pure: what compares two of them reads nothing.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="SegmentBits">2^SegmentBits offsets are one segment; null when it was not kept.</param>
public sealed record StoredLog(string Topic, LogIdentity Identity, int? SegmentBits)
{
    /// <summary>Compares what is stored with the log that is read.</summary>
    /// <param name="stored">What is stored; null for nothing.</param>
    /// <param name="read">The log that is read.</param>
    public static LogMatch Compare(StoredLog? stored, StoredLog read)
    {
        if (stored is null)
            return LogMatch.Adopted;
        if (stored.Topic != read.Topic)
            return LogMatch.OtherLog;
        if (stored.SegmentBits is { } bits && bits != read.SegmentBits)
            return LogMatch.OtherSegments;
        if (stored.Identity == read.Identity)
            return stored.SegmentBits is null ? LogMatch.Adopted : LogMatch.Same;

        // A log that gives no identities may have begun to, or a question may have been answered by a broker that does not: the names are
        // the same.
        return stored.Identity.IsNameOnly ? LogMatch.Adopted : read.Identity.IsNameOnly ? LogMatch.Same : LogMatch.OtherLog;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Topic} ({Identity})";
}
