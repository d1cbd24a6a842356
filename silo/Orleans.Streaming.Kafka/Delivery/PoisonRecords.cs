using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>Records that count as poison and wait to be written to the dead letters before their subscription passes them.</summary>
internal sealed class PoisonRecords
{
    private readonly ConcurrentDictionary<(StreamId Stream, long Offset), StreamRecord?> _records = new();

    /// <summary>Says that a record counts as poison.</summary>
    public void Expect(StreamId stream, StreamRecord record) => _records[(stream, record.Offset)] = record;

    /// <summary>The record of a failed delivery if it counts as poison.</summary>
    public StreamRecord? Find(StreamId stream, long offset) => _records.GetValueOrDefault((stream, offset));

    /// <summary>Says that a record was dealt with.</summary>
    public void Settle(StreamId stream, StreamRecord record) => _records[(stream, record.Offset)] = null;

    /// <summary>Whether a record was dealt with; asked once.</summary>
    public bool IsSettled(StreamId stream, StreamRecord record) =>
        _records.TryGetValue((stream, record.Offset), out var open) && open is null && _records.TryRemove((stream, record.Offset), out _);
}
