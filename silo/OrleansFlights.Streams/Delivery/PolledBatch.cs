namespace OrleansFlights.Streams.Delivery;

/// <summary>What a poll holds for one stream.</summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <param name="Buffer">The stream's buffer.</param>
/// <param name="CoversFrom">Where its coverage begins; it ends with the poll.</param>
/// <param name="Events">The stream's events, in offset order.</param>
public readonly record struct StreamSlice<TEvent>(StreamBuffer<TEvent> Buffer, long CoversFrom, ReadOnlyMemory<TEvent> Events)
{
    /// <summary>The stream.</summary>
    public StreamId Stream => Buffer.Stream;
}

/// <summary>
/// One poll of a partition, grouped by stream: every event at offsets in [<see cref="From"/>, <see cref="To"/>) is in one of its parts. A
/// few arrays for all of it: what waits for its checkpoint would else be many small objects, each moved by the garbage collector before it
/// can go.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public sealed class PolledBatch<TEvent>
{
    private readonly StreamSlice<TEvent>[] _parts;

    internal PolledBatch(int partition, long from, long to, StreamSlice<TEvent>[] parts)
    {
        Partition = partition;
        From = from;
        To = to;
        _parts = parts;
        Undelivered = parts.Length;
    }

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>First offset of the poll.</summary>
    public long From { get; }

    /// <summary>Offset behind the poll.</summary>
    public long To { get; }

    /// <summary>The offset below which nothing was sent by the reader: all there is settled by its checkpoint.</summary>
    public long SettledTo { get; init; }

    /// <summary>Time stamp of the poll's first record in Unix milliseconds; null when it has none.</summary>
    public long? FirstMilliseconds { get; init; }

    /// <summary>A part per stream that has events in it.</summary>
    public ReadOnlySpan<StreamSlice<TEvent>> Parts => _parts;

    /// <summary>Parts that were not delivered to whoever follows their stream.</summary>
    internal int Undelivered { get; set; }

    /// <summary>A part, as it is sent.</summary>
    public StreamBatch<TEvent> Batch(int part) => new()
    {
        Partition = Partition,
        CoversFrom = _parts[part].CoversFrom,
        CoversTo = To,
        Events = _parts[part].Events,
        SettledTo = SettledTo,
    };
}
