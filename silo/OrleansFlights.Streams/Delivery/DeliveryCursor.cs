using System.Diagnostics.CodeAnalysis;

namespace OrleansFlights.Streams.Delivery;

/// <summary>
/// How far one follower of a stream is. What waits is handed out as one joined batch, so a follower that falls behind catches up in few
/// calls. What it took counts as delivered once it takes the next.
/// </summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
public sealed class DeliveryCursor<TEvent>
{
    private const int MaxJoinedEvents = 65_536;

    private readonly PartitionOutbox<TEvent> _cache;
    private readonly StreamOutbox<TEvent> _stream;
    private long _taken;
    private long _next;

    internal DeliveryCursor(PartitionOutbox<TEvent> cache, StreamOutbox<TEvent> stream, long next)
    {
        _cache = cache;
        _stream = stream;
        _taken = _next = next;
        Done = next;
        stream.Attach(this);
    }

    /// <summary>The stream.</summary>
    public StreamId Stream => _stream.Stream;

    /// <summary>The grain that answers for the stream, for its feeder to keep at hand.</summary>
    internal ICheckpointedConsumer<TEvent>? Grain { get; set; }

    /// <summary>The number of the first batch that does not count as delivered.</summary>
    internal long Done { get; private set; }

    /// <summary>Whether it found nothing more the last time; only whoever adds more wakes it.</summary>
    internal bool IsWaiting { get; set; } = true;

    /// <summary>Takes what waits.</summary>
    /// <returns>False when nothing does.</returns>
    public bool TryNext([NotNullWhen(true)] out StreamBatch<TEvent>? batch)
    {
        lock (_cache.Sync)
        {
            if (_next > Done)
            {
                Done = _next;
                _stream.Advance();
                _cache.SettlePolls();
            }

            _taken = _next;
            batch = _stream.From(_next, MaxJoinedEvents, out _next);
            IsWaiting = batch is null;
            return batch is not null;
        }
    }

    /// <summary>
    /// Has what was taken last come again, with what was sent since. It counts as delivered all the same: others do not wait for it.
    /// </summary>
    public void Repeat()
    {
        lock (_cache.Sync)
        {
            Done = Math.Max(Done, _next);
            _stream.Advance();
            _cache.SettlePolls();
            _next = _taken;
        }
    }

    /// <summary>Follows no more.</summary>
    public void Leave()
    {
        lock (_cache.Sync)
        {
            _stream.Detach(this);
            _cache.SettlePolls();
        }
    }
}
