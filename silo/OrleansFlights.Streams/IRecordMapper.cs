using OrleansFlights.Log;

namespace OrleansFlights.Streams;

/// <summary>
/// Turns records into stream events; the only part that knows what records hold. One mapper serves one partition reader, on its thread,
/// and may keep lanes it was given.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public interface IRecordMapper<TEvent>
{
    /// <summary>Adds a record's events to their lanes, or says why it is not one.</summary>
    /// <returns>Null when the record was taken, else the reason, for the dead letters.</returns>
    string? Map(in LogRecord record, ILaneSource<TEvent> lanes);
}

/// <summary>Hands out the lanes of a reader.</summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public interface ILaneSource<TEvent>
{
    /// <summary>The lane of a stream, made on first use; always the same one for a stream.</summary>
    /// <param name="streamNamespace">Namespace of the stream.</param>
    /// <param name="key">Key of the stream.</param>
    Lane<TEvent> Lane(string streamNamespace, string key);
}
