using System.Diagnostics.CodeAnalysis;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The bounded cache of one partition, by stream, so that no cursor walks another stream's records. Invariant: <see cref="Delivered"/> is
/// never above a record that some subscription still has to take. Records leave the cache when all took them, or when a slow subscription
/// keeps too many; then it gets them from the log later, and the partition goes on.
/// </summary>
internal sealed class PartitionBuffer(string provider, int partition, KafkaStreamOptions options, IServiceProvider services) : IQueueCache
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<StreamId, StreamBuffer> _streams = [];
    private readonly List<(PartitionCursor Cursor, long Hold)> _left = [];
    private readonly HashSet<StreamId> _awake = [];
    private long _bytes;
    private long _next;
    private long _confirmed;
    private long _delivered;
    private long _unknownFrom;
    private long _pressedSince = -1;
    private long _sweptAt;

    public object Gate { get; } = new();

    public int Partition => partition;

    public KafkaStreamOptions Options => options;

    public PoisonRecords Poison { get; } = new();

    /// <summary>Called when there is something new for <see cref="TakeAwake"/>.</summary>
    public Action OnAwake { get; set; } = static () => { };

    /// <summary>Called when a cursor needs records that only the log has.</summary>
    public Action AskForReplay { get; set; } = static () => { };

    /// <summary>Most records of one delivery.</summary>
    public int MaxBatchRecords { get; init; } = options.MaxBatchRecords;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Begins at an offset.</summary>
    public void Begin(long offset)
    {
        lock (Gate)
            (_next, _confirmed, _delivered, _unknownFrom) = (offset, offset, offset, offset);
    }

    /// <summary>
    /// Says that the agent is back for more: it holds all that it was given by cursors now, and those that it left it does not miss.
    /// </summary>
    public void Confirm()
    {
        lock (Gate)
        {
            _confirmed = _next;
            _left.Clear();
        }
    }

    /// <summary>Says that reading passed a gap.</summary>
    public void Advance(long next)
    {
        lock (Gate)
            _next = Math.Max(_next, next);
    }

    /// <summary>Every subscription has, or does without, all records below this offset.</summary>
    public long Delivered()
    {
        lock (Gate)
        {
            var lowest = _confirmed;
            foreach (var (_, hold) in _left)
                lowest = Math.Min(lowest, hold);
            foreach (var stream in _streams.Values)
            {
                foreach (var cursor in stream.Cursors)
                    lowest = Math.Min(lowest, cursor.Hold() ?? lowest);
            }

            return _delivered = Math.Max(_delivered, lowest);
        }
    }

    /// <summary>Forgets everything, since the partition began again.</summary>
    public void Restart(long offset)
    {
        lock (Gate)
        {
            foreach (var stream in _streams.Values)
            {
                Interlocked.Add(ref _bytes, -stream.Drop(offset));
                foreach (var cursor in stream.Cursors)
                    cursor.Restart(offset);
            }

            _left.Clear();
            (_next, _confirmed, _delivered, _unknownFrom) = (offset, offset, offset, offset);
        }
    }

    /// <summary>Says that a stream's cursors have something to hand out again.</summary>
    public void Wake(StreamId stream)
    {
        lock (Gate)
            _awake.Add(stream);
        OnAwake();
    }

    /// <summary>The streams to wake, and where each has to begin.</summary>
    public IReadOnlyList<(StreamId Stream, long Offset)> TakeAwake()
    {
        lock (Gate)
        {
            if (_awake.Count == 0)
                return [];
            var awake = _awake
                .Select(id => (id, _streams.TryGetValue(id, out var stream) && stream.Cursors.Count > 0
                    ? stream.Cursors.Min(cursor => cursor.Position) : _next))
                .ToList();
            _awake.Clear();
            return awake;
        }
    }

    /// <summary>The cursors that wait for records that only the log has.</summary>
    public IReadOnlyList<PartitionCursor> Waiting()
    {
        lock (Gate)
            return [.. _streams.Values.SelectMany(stream => stream.Cursors).Where(cursor => cursor.NeedsReplay)];
    }

    public void AddToCache(IList<IBatchContainer> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        lock (Gate)
        {
            foreach (var arrival in messages.OfType<ArrivalContainer>())
            {
                if (arrival.Records.Count > 0)
                {
                    var stream = StreamOf(arrival.StreamId);
                    var before = stream.Bytes;
                    foreach (var record in arrival.Records)
                        stream.Add(record);
                    Interlocked.Add(ref _bytes, stream.Bytes - before);
                }

                if (arrival.Chunk is { } chunk)
                    _next = Math.Max(_next, chunk.Next);
            }
        }
    }

    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        purgedItems = null;
        var now = Environment.TickCount64;
        if (IsSmall || now - _sweptAt < SweepInterval.TotalMilliseconds)
            return false;
        _sweptAt = now;
        lock (Gate)
        {
            foreach (var stream in _streams.Values.Where(s => s.Count > 0).ToList())
                Trim(stream);
            Forget();
        }

        return false;
    }

    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        lock (Gate)
        {
            var stream = StreamOf(streamId);
            var (position, tokenOffset) = Start(stream, token);
            var cursor = new PartitionCursor(this, stream, position, _delivered, tokenOffset);
            stream.Cursors.Add(cursor);
            return cursor;
        }
    }

    public bool IsUnderPressure()
    {
        if (Bytes < options.CacheBytes)
        {
            _pressedSince = -1;
            return false;
        }

        var now = Environment.TickCount64;
        if (_pressedSince < 0)
            _pressedSince = now;
        if (now - _pressedSince < options.SlowConsumerPatience.TotalMilliseconds)
            return true;
        Spill();
        _pressedSince = -1;
        return Bytes >= options.CacheBytes;
    }

    public int GetMaxAddCount() => int.MaxValue;

    public RecordBatchContainer ContainerOf(StreamId stream, StreamRecord[] records) => new(provider, partition, stream, records, services);

    public void Taken(int records) => KafkaStreamMetrics.Delivered(provider, partition, records);

    /// <summary>Lets go of what all subscriptions of a stream took, once the cache is half full.</summary>
    public void Trim(StreamBuffer stream)
    {
        if (IsSmall)
            return;
        var below = _next;
        foreach (var cursor in stream.Cursors)
            below = Math.Min(below, cursor.Position);
        foreach (var (cursor, hold) in _left)
        {
            if (cursor.Stream == stream)
                below = Math.Min(below, hold);
        }

        Interlocked.Add(ref _bytes, -stream.TrimBefore(Math.Min(below, _confirmed)));
    }

    /// <summary>Takes a cursor out; what it had left to deliver counts until the agent is back.</summary>
    public void Leave(PartitionCursor cursor, long? hold)
    {
        cursor.Stream.Cursors.Remove(cursor);
        if (hold is { } offset)
            _left.Add((cursor, offset));
    }

    private bool IsSmall => Bytes * 2 < options.CacheBytes;

    private StreamBuffer StreamOf(StreamId id)
    {
        if (!_streams.TryGetValue(id, out var stream))
            _streams.Add(id, stream = new StreamBuffer(id, _unknownFrom));
        return stream;
    }

    private (long Position, long? TokenOffset) Start(StreamBuffer stream, StreamSequenceToken? token)
    {
        if (token is null)
            return (_next, null);
        var place = token as KafkaSequenceToken;
        if (place is not null && place.Partition != partition && place.Partition != KafkaSequenceToken.AnyPartition)
        {
            // The stream moved here from another partition, whose offsets mean nothing here: from where this one's delivery is.
            var open = stream.Cursors.Select(cursor => cursor.Hold()).Min();
            return (open ?? stream.First?.Offset ?? stream.CompleteFrom, null);
        }

        var offset = token.SequenceNumber;
        if (place is { IsInclusive: true })
            return (offset, null);

        // A stream that was silent so long that it was forgotten, and had its last event: no need to fetch that only to be told so.
        if (offset + 1 == stream.DeliveredTo && offset < stream.CompleteFrom && stream.Cursors.Exists(cursor => cursor.IsPin))
            return (offset + 1, null);
        return (offset, offset);
    }

    /// <summary>Takes the records of the slowest streams out of the cache until it is half empty.</summary>
    private void Spill()
    {
        lock (Gate)
        {
            foreach (var stream in _streams.Values.Where(s => s.Count > 0).OrderBy(LastMove).ToList())
            {
                if (IsSmall)
                    return;
                Interlocked.Add(ref _bytes, -stream.Drop(_next));
                _awake.Add(stream.StreamId);
            }
        }

        OnAwake();
    }

    private static long LastMove(StreamBuffer stream) => stream.Cursors.Count == 0 ? 0 : stream.Cursors.Min(cursor => cursor.LastMove);

    /// <summary>Forgets streams that have neither records nor subscriptions, when there are very many.</summary>
    private void Forget()
    {
        const int Many = 200_000;
        if (_streams.Count <= Many)
            return;
        foreach (var (id, stream) in _streams.Where(pair => pair.Value is { Count: 0, Cursors.Count: 0 }).ToList())
        {
            _unknownFrom = Math.Max(_unknownFrom, stream.CompleteFrom);
            _streams.Remove(id);
        }
    }
}
