namespace OrleansFlights.Batch.Archive;

/// <summary>The archive could not be read or written, or has a hole.</summary>
public sealed class ArchiveException : Exception
{
    /// <summary>Makes an exception.</summary>
    public ArchiveException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Whether the same call may succeed later (unreachable, busy) rather than needing somebody to act (denied, missing, a hole).
    /// </summary>
    public bool IsTransient { get; init; }
}
