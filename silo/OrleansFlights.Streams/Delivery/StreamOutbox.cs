using System.Runtime.InteropServices;

namespace OrleansFlights.Streams.Delivery;

/// <summary>The batches sent to one stream since the last checkpoint, and how far each cursor over them is.</summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
public sealed class StreamOutbox<TEvent>
{
    private readonly List<DeliveryCursor<TEvent>> _cursors = [];
    private readonly List<(PolledBatch<TEvent> PolledBatch, int Part)> _batches = [];
    private long _settled;

    internal StreamOutbox(StreamId stream) => Stream = stream;

    /// <summary>The stream.</summary>
    public StreamId Stream { get; }

    /// <summary>How many batches were removed from the front: the number of the first one that is left.</summary>
    internal long FirstNumber { get; private set; }

    /// <summary>The number of the first batch that was not delivered to every cursor.</summary>
    internal long Delivered { get; private set; }

    /// <summary>The number of the batch after the last.</summary>
    internal long EndNumber => FirstNumber + _batches.Count;

    /// <summary>The place of the grain that answers for the stream; null before it was sent anything.</summary>
    internal DeliveryCursor<TEvent>? Consumer { get; set; }

    internal void Add(PolledBatch<TEvent> poll, int part) => _batches.Add((poll, part));

    /// <summary>The largest end of the batches that end at or below a position; null when there is none.</summary>
    internal long? EndUpTo(long position)
    {
        long? end = null;
        foreach (var (poll, _) in _batches)
        {
            if (poll.To <= position && !(end >= poll.To))
                end = poll.To;
        }

        return end;
    }

    /// <summary>The number of the first batch that reaches an offset: ends at or above it.</summary>
    internal long NumberReaching(long offset)
    {
        var first = _batches.FindIndex(b => b.PolledBatch.To >= offset);
        return first < 0 ? EndNumber : FirstNumber + first;
    }

    /// <summary>All that was sent above an offset, as one batch that connects to it; null when there is none that does.</summary>
    internal StreamBatch<TEvent>? Above(long seen)
    {
        var first = _batches.FindIndex(b => b.PolledBatch.To > seen && b.PolledBatch.Parts[b.Part].CoversFrom <= seen);
        return first < 0 ? null : Join(first, _batches.Count - first);
    }

    /// <summary>
    /// Batches from a number on, joined, as many as do not exceed a number of events, but at least one; null when there is none.
    /// </summary>
    /// <param name="number">The number of the first; behind it when it was released.</param>
    /// <param name="maxEvents">Most events.</param>
    /// <param name="next">The number behind them.</param>
    internal StreamBatch<TEvent>? From(long number, int maxEvents, out long next)
    {
        next = Math.Max(number, FirstNumber);
        var waiting = CollectionsMarshal.AsSpan(_batches)[(int)(next - FirstNumber)..];
        if (waiting.IsEmpty)
            return null;

        var count = 0;
        var events = 0;
        do
            events += EventsOf(waiting[count++]);
        while (count < waiting.Length && events + EventsOf(waiting[count]) <= maxEvents);

        var batch = Join((int)(next - FirstNumber), count);
        next += count;
        return batch;
    }

    /// <summary>Removes the batches at the front that end at or below a position.</summary>
    /// <returns>How many events and batches there were in them.</returns>
    internal (int Batches, long Events) RemoveUpTo(long position)
    {
        var count = 0;
        var events = 0L;
        while (count < _batches.Count && _batches[count].PolledBatch.To <= position)
            events += EventsOf(_batches[count++]);
        if (count == 0)
            return default;

        SettleUpTo(FirstNumber + count);
        _batches.RemoveRange(0, count);
        FirstNumber += count;
        Delivered = Math.Max(Delivered, FirstNumber);
        return (count, events);
    }

    /// <summary>Removes all batches and the one who answers for the stream.</summary>
    internal void Clear()
    {
        if (Consumer is { } consumer)
            _cursors.Remove(consumer);
        Consumer = null;
        RemoveUpTo(long.MaxValue);
    }

    internal void Attach(DeliveryCursor<TEvent> cursor) => _cursors.Add(cursor);

    /// <summary>Removes a cursor; when it was the last, nobody waits for the batches any more.</summary>
    internal void Detach(DeliveryCursor<TEvent> cursor)
    {
        _cursors.Remove(cursor);
        Advance();
    }

    /// <summary>Works out again what was delivered to every cursor, and counts it with its polls.</summary>
    internal void Advance()
    {
        var delivered = EndNumber;
        foreach (var cursor in _cursors)
            delivered = Math.Min(delivered, cursor.Done);
        Delivered = Math.Max(Delivered, delivered);
        SettleUpTo(Delivered);
    }

    private static int EventsOf((PolledBatch<TEvent> PolledBatch, int Part) batch) => batch.PolledBatch.Parts[batch.Part].Events.Length;

    private void SettleUpTo(long number)
    {
        for (; _settled < number; _settled++)
            _batches[(int)(_settled - FirstNumber)].PolledBatch.Undelivered--;
    }

    private StreamBatch<TEvent> Join(int first, int count)
    {
        if (count == 1)
            return Batch(first);
        var batches = new StreamBatch<TEvent>[count];
        for (var i = 0; i < count; i++)
            batches[i] = Batch(first + i);
        return StreamBatch<TEvent>.Join(batches);
    }

    private StreamBatch<TEvent> Batch(int index) => _batches[index].PolledBatch.Batch(_batches[index].Part);
}
