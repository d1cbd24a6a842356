namespace OrleansFlights.Streams.Delivery;

/// <summary>The reader's side of one stream: collects the events of the poll under way and knows what was covered before.</summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
public sealed class StreamBuffer<TEvent>
{
    private const int FirstCapacity = 16;

    private readonly List<StreamBuffer<TEvent>> _touched;
    private TEvent[] _events = [];

    internal StreamBuffer(StreamId stream, List<StreamBuffer<TEvent>> touched)
    {
        Stream = stream;
        _touched = touched;
    }

    /// <summary>The stream.</summary>
    public StreamId Stream { get; }

    /// <summary>What was sent of the stream; null before the first. Belongs to whoever keeps that, not to the reader.</summary>
    internal StreamOutbox<TEvent>? Sent { get; set; }

    /// <summary>Events collected for the poll under way.</summary>
    internal int Count { get; private set; }

    /// <summary>The end of the last batch made for the stream; the reader's floor before the first.</summary>
    internal long CoveredTo { get; set; }

    /// <summary>Adds an event of the record being mapped.</summary>
    public void Add(in TEvent item)
    {
        if (Count == 0)
            _touched.Add(this);
        if (Count == _events.Length)
            Array.Resize(ref _events, Math.Max(FirstCapacity, Count * 2));
        _events[Count++] = item;
    }

    /// <summary>Moves the events collected so far.</summary>
    internal void MoveTo(Span<TEvent> events)
    {
        _events.AsSpan(0, Count).CopyTo(events);
        Count = 0;
    }

    /// <summary>Drops the events collected so far.</summary>
    internal void Clear() => Count = 0;
}
