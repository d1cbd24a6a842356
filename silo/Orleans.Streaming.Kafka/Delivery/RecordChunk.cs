namespace Orleans.Streaming.Kafka;

/// <summary>What was read of a partition in one go.</summary>
/// <param name="From">The offset where reading began.</param>
/// <param name="Next">The offset behind all that was read, gaps included.</param>
/// <param name="Records">The records by stream, each in offset order.</param>
internal sealed record RecordChunk(long From, long Next, IReadOnlyDictionary<StreamId, List<StreamRecord>> Records)
{
    /// <summary>Whether the partition began again below what was read of it: its topic was made again or lost its end.</summary>
    public bool IsRestart { get; init; }
}
