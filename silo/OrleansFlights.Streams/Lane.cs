namespace OrleansFlights.Streams;

/// <summary>The reader's side of one stream: collects the events of the poll under way and knows what was covered before.</summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
public sealed class Lane<TEvent>
{
    private const int FirstCapacity = 16;

    private readonly List<Lane<TEvent>> _touched;
    private TEvent[] _events = [];
    private int _count;

    internal Lane(StreamId stream, List<Lane<TEvent>> touched)
    {
        Stream = stream;
        _touched = touched;
    }

    /// <summary>The stream.</summary>
    public StreamId Stream { get; }

    /// <summary>The end of the last batch made for the stream; the reader's floor before the first.</summary>
    internal long CoveredTo { get; set; }

    /// <summary>Adds an event of the record being mapped.</summary>
    public void Add(in TEvent item)
    {
        if (_count == 0)
            _touched.Add(this);
        if (_count == _events.Length)
            Array.Resize(ref _events, Math.Max(FirstCapacity, _count * 2));
        _events[_count++] = item;
    }

    /// <summary>Takes the events collected since the last take.</summary>
    internal TEvent[] Take()
    {
        var events = _events.AsSpan(0, _count).ToArray();
        _count = 0;
        return events;
    }
}
