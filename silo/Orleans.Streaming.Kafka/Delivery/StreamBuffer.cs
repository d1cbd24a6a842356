namespace Orleans.Streaming.Kafka;

/// <summary>
/// The cached records of one stream of a partition and the cursors over them. Invariant: every record of the stream from
/// <see cref="CompleteFrom"/> up to what was read of the partition is here.
/// </summary>
internal sealed class StreamBuffer(StreamId streamId, long completeFrom)
{
    private const int CompactAt = 64;

    private readonly List<StreamRecord> _records = [];
    private int _head;

    public StreamId StreamId => streamId;

    public List<PartitionCursor> Cursors { get; } = [];

    public long CompleteFrom { get; private set; } = completeFrom;

    /// <summary>The offset behind the last record that some subscription took.</summary>
    public long DeliveredTo { get; set; }

    public long Bytes { get; private set; }

    public int Count => _records.Count - _head;

    public StreamRecord? First => Count > 0 ? _records[_head] : null;

    public void Add(StreamRecord record)
    {
        _records.Add(record);
        Bytes += record.Size;
    }

    /// <summary>The records from an offset on, oldest first.</summary>
    public ReadOnlySpan<StreamRecord> From(long offset)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_records)[_head..];
        int low = 0, high = all.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return all[low..];
    }

    /// <summary>Forgets records below an offset.</summary>
    /// <returns>The bytes that are free now.</returns>
    public long TrimBefore(long offset)
    {
        var freed = 0L;
        while (_head < _records.Count && _records[_head].Offset < offset)
        {
            var record = _records[_head];
            _records[_head++] = null!;
            freed += record.Size;
            CompleteFrom = record.Offset + 1;
        }

        if (_head >= CompactAt && _head * 2 >= _records.Count)
        {
            _records.RemoveRange(0, _head);
            _head = 0;
        }

        Bytes -= freed;
        return freed;
    }

    /// <summary>Forgets all records; whoever lacks some gets them from the log.</summary>
    /// <param name="next">The offset behind all that was read of the partition.</param>
    /// <returns>The bytes that are free now.</returns>
    public long Drop(long next)
    {
        var freed = Bytes;
        _records.Clear();
        _head = 0;
        Bytes = 0;
        CompleteFrom = next;
        return freed;
    }
}
