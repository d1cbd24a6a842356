namespace Orleans.Streaming.Kafka;

/// <summary>
/// Tells the pulling agent of a stream that it has something to deliver: new records, or records of the past that a subscription asked for.
/// It goes no further than the queue cache.
/// </summary>
/// <param name="streamId">The stream.</param>
/// <param name="token">Where its records begin.</param>
/// <param name="chunk">The chunk that the records came with; null when there are none.</param>
/// <param name="records">The new records.</param>
internal sealed class ArrivalContainer(
    StreamId streamId, KafkaSequenceToken token, RecordChunk? chunk, IReadOnlyList<StreamRecord> records) : IBatchContainer
{
    public StreamId StreamId => streamId;

    public StreamSequenceToken SequenceToken => token;

    public RecordChunk? Chunk => chunk;

    public IReadOnlyList<StreamRecord> Records => records;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [];

    public bool ImportRequestContext() => false;
}
