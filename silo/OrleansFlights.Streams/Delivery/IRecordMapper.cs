using OrleansFlights.Log;

namespace OrleansFlights.Streams.Delivery;

/// <summary>
/// Turns records into stream events; the only part that knows what records hold. One mapper serves one partition reader, on its thread,
/// and may keep buffers it was given.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public interface IRecordMapper<TEvent>
{
    /// <summary>Adds a record's events to their buffers, or says why it is not one.</summary>
    /// <returns>Null when the record was taken, else the reason, for the dead letters.</returns>
    string? Map(in LogRecord record, IStreamBufferSource<TEvent> buffers);
}

/// <summary>Hands out the buffers of a reader.</summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public interface IStreamBufferSource<TEvent>
{
    /// <summary>The buffer of a stream, made on first use; always the same one for a stream.</summary>
    /// <param name="streamNamespace">Namespace of the stream.</param>
    /// <param name="key">Key of the stream.</param>
    StreamBuffer<TEvent> Buffer(string streamNamespace, string key);
}
