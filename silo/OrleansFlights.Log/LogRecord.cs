namespace OrleansFlights.Log;

/// <summary>A record as it lies on the log. Its spans belong to the reader and end with the call that hands it out.</summary>
/// <param name="partition">Partition.</param>
/// <param name="offset">Offset in the partition.</param>
/// <param name="timestampMilliseconds">When it was appended or said to have happened, Unix milliseconds.</param>
/// <param name="key">The key; empty without one.</param>
/// <param name="value">The value; empty for a record without one (a tombstone on Kafka).</param>
public readonly ref struct LogRecord(
    int partition, long offset, long timestampMilliseconds, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
{
    /// <summary>Partition.</summary>
    public int Partition { get; } = partition;

    /// <summary>Offset in the partition.</summary>
    public long Offset { get; } = offset;

    /// <summary>When it was appended or said to have happened, Unix milliseconds.</summary>
    public long TimestampMilliseconds { get; } = timestampMilliseconds;

    /// <summary>The key; empty without one.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    /// <summary>The value; empty for a record without one.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>A record to append.</summary>
/// <param name="Key">Chooses the partition when <paramref name="Partition"/> is null; empty for none (spread over the partitions).</param>
/// <param name="Value">The value.</param>
/// <param name="TimestampMilliseconds">Unix milliseconds.</param>
/// <param name="Partition">The partition, or null to choose by key.</param>
public readonly record struct LogEntry(
    ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, long TimestampMilliseconds, int? Partition = null);

/// <summary>Where a partition begins and ends.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Begin">The lowest offset that may still be read.</param>
/// <param name="End">The offset after the last record.</param>
public readonly record struct OffsetRange(int Partition, long Begin, long End);

/// <summary>The log could not do what was asked.</summary>
public sealed class LogException : Exception
{
    /// <summary>Makes an exception.</summary>
    public LogException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Whether the same call may succeed later (unreachable, busy) rather than needing somebody to act (disk full, read-only, denied).
    /// </summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the log would take the same record if it were smaller.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Whether the topic that was asked for does not exist (any more).</summary>
    public bool IsMissing { get; init; }
}
