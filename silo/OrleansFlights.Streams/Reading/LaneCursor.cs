using System.Runtime.InteropServices;
using Orleans.Streams;

namespace OrleansFlights.Streams.Reading;

/// <summary>
/// Walks one stream's batches for one consumer. What waits is handed out as one joined batch, so a consumer that falls behind catches up in few
/// calls. What it handed out counts as delivered once it moves on.
/// </summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
public sealed class LaneCursor<TEvent> : IQueueCacheCursor
{
    private const int MaxJoinedEvents = 65_536;

    private readonly LaneCache<TEvent> _cache;
    private readonly SentStream<TEvent> _stream;
    private LaneContainer<TEvent>? _current;
    private long _next;

    internal LaneCursor(LaneCache<TEvent> cache, SentStream<TEvent> stream, long next)
    {
        _cache = cache;
        _stream = stream;
        _next = next;
        Done = next;
    }

    /// <summary>The number of the first batch that was not handed out and moved on from.</summary>
    internal long Done { get; private set; }

    /// <inheritdoc/>
    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        lock (_cache.Sync)
        {
            MarkDone(_next);
            _next = Math.Max(_next, _stream.FirstNumber);
            var waiting = CollectionsMarshal.AsSpan(_stream.Batches)[(int)(_next - _stream.FirstNumber)..];
            if (waiting.IsEmpty)
            {
                _current = null;
                return false;
            }

            var count = 1;
            var events = waiting[0].Events.Length;
            while (count < waiting.Length && (events += waiting[count].Events.Length) <= MaxJoinedEvents)
                count++;

            _current = new LaneContainer<TEvent>(_stream.Stream, StreamBatch<TEvent>.Join(waiting[..count]));
            _next += count;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Refresh(StreamSequenceToken? token)
    {
        // Batches are added to the stream that the cursor already walks.
    }

    /// <inheritdoc/>
    public void RecordDeliveryFailure()
    {
        // The checkpoint finds the consumer short and sends again.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_cache.Sync)
        {
            _stream.Detach(this);
            _cache.SettleDelivered(_stream);
        }
    }

    private void MarkDone(long number)
    {
        if (number == Done)
            return;
        Done = number;
        _stream.Advance();
        _cache.SettleDelivered(_stream);
    }
}
