namespace Orleans.Streaming.Kafka;

/// <summary>What a format makes of an event.</summary>
/// <param name="Key">The record's key, which chooses the partition: all events of a stream have the same.</param>
/// <param name="Value">The record's value; null for a tombstone.</param>
/// <param name="Headers">The record's headers.</param>
public readonly record struct RecordContent(byte[] Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers);
