namespace OrleansFlights.Streams.Reading;

/// <summary>The batches sent to one stream since the last checkpoint, and how far each cursor over them is.</summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
public sealed class SentStream<TEvent>
{
    private readonly List<LaneCursor<TEvent>> _cursors = [];

    internal SentStream(StreamId stream) => Stream = stream;

    /// <summary>The stream.</summary>
    public StreamId Stream { get; }

    /// <summary>The batches, in the order they were sent.</summary>
    internal List<StreamBatch<TEvent>> Batches { get; } = [];

    /// <summary>How many batches were removed from the front: the number of the first one that is left.</summary>
    internal long FirstNumber { get; private set; }

    /// <summary>The number of the first batch that was not delivered to every cursor.</summary>
    internal long Delivered { get; private set; }

    /// <summary>Up to where deliveries were counted with their polls.</summary>
    internal long Settled { get; set; }

    /// <summary>The number of the batch after the last.</summary>
    internal long EndNumber => FirstNumber + Batches.Count;

    /// <summary>Whether nothing is held and nobody follows.</summary>
    internal bool IsIdle => Batches.Count == 0 && _cursors.Count == 0;

    internal void RemoveFirst(int count)
    {
        if (count == 0)
            return;
        Batches.RemoveRange(0, count);
        FirstNumber += count;
        Delivered = Math.Max(Delivered, FirstNumber);
    }

    internal void Attach(LaneCursor<TEvent> cursor) => _cursors.Add(cursor);

    /// <summary>Removes a cursor; when it was the last, nobody waits for the batches any more.</summary>
    internal void Detach(LaneCursor<TEvent> cursor)
    {
        _cursors.Remove(cursor);
        Advance();
    }

    /// <summary>Works out again what was delivered to every cursor.</summary>
    internal void Advance()
    {
        var delivered = EndNumber;
        foreach (var cursor in _cursors)
            delivered = Math.Min(delivered, cursor.Done);
        Delivered = Math.Max(Delivered, delivered);
    }
}
