namespace Orleans.Streaming.Kafka;

/// <summary>A header of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its bytes, UTF-8 where it is text.</param>
[GenerateSerializer, Immutable, Alias("kafka-streams.header")]
public readonly record struct RecordHeader([property: Id(0)] string Name, [property: Id(1)] ReadOnlyMemory<byte> Value);
