namespace Orleans.Streaming.Kafka;

/// <summary>
/// Says how events lie on the topic: which stream a record belongs to, and how its value becomes an event and back. Called from several
/// threads at once.
/// </summary>
public interface IStreamRecordFormat
{
    /// <summary>
    /// The stream of a record; null for a record of no stream, such as a tombstone, which is passed over. A record that ought to belong to
    /// one and says none is refused by <see cref="InvalidDataException"/>; it goes to the dead letters.
    /// </summary>
    StreamId? StreamIdOf(StreamRecord record);

    /// <summary>The record of an event.</summary>
    RecordContent Write<T>(StreamId stream, T item);

    /// <summary>The event of a record.</summary>
    /// <exception cref="InvalidDataException">The record holds no event of the type; delivering it fails.</exception>
    T Read<T>(StreamRecord record);
}
