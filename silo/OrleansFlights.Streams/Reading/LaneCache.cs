using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Orleans.Streams;

namespace OrleansFlights.Streams.Reading;

/// <summary>
/// The cache between a partition's reader and Orleans' pulling agent, indexed by stream: a cursor only ever sees its own stream. It is also
/// the book of what was sent since the last checkpoint, so nothing is held twice and nothing leaves it before it is durable.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <remarks>The agent, the checkpointer and consumers' requests share it; one lock, held for short.</remarks>
public sealed class LaneCache<TEvent> : IQueueCache
{
    private readonly SentBook<TEvent> _book = new();
    private readonly Queue<PollProgress> _polls = new();
    private readonly Dictionary<(StreamId Stream, long Number), PollProgress> _undelivered = [];
    private readonly Channel<bool> _settled = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Guards everything here and what cursors share.</summary>
    internal Lock Sync { get; } = new();

    /// <summary>The end of the last poll that was added.</summary>
    public long Position { get; private set; }

    /// <summary>The offset up to which every batch was delivered to whoever follows its stream.</summary>
    public long Delivered { get; private set; }

    /// <summary>Memory held, about, in bytes.</summary>
    public long RetainedBytes
    {
        get
        {
            lock (Sync)
                return _book.RetainedBytes;
        }
    }

    /// <summary>Polls of which some batch was not delivered yet.</summary>
    public int PollsUnderWay
    {
        get
        {
            lock (Sync)
                return _polls.Count;
        }
    }

    /// <summary>Says where the reader starts, before the first poll.</summary>
    public void Begin(long start)
    {
        lock (Sync)
            Position = Delivered = start;
    }

    /// <summary>Waits until a poll was delivered or what is held was released, or the time is up.</summary>
    public async Task WaitForProgressAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(atMost);
        try
        {
            await _settled.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is up: the caller looks again.
        }
    }

    /// <summary>Adds a poll; its containers go to the agent afterwards.</summary>
    public void AddPoll(Poll<TEvent> poll)
    {
        lock (Sync)
        {
            var progress = new PollProgress(poll.To, poll.FirstMilliseconds) { Outstanding = poll.Batches.Count };
            foreach (var (stream, batch) in poll.Batches)
            {
                var sent = _book.Add(stream, batch);
                _undelivered.Add((stream, sent.EndNumber - 1), progress);
            }

            _polls.Enqueue(progress);
            Position = poll.To;
            SettlePolls();
        }
    }

    /// <summary>See <see cref="SentBook{TEvent}.Owed"/>.</summary>
    public List<(StreamId Stream, long UpTo)> Owed(long position)
    {
        lock (Sync)
            return _book.Owed(position);
    }

    /// <summary>See <see cref="SentBook{TEvent}.From"/>.</summary>
    public StreamBatch<TEvent>? From(StreamId stream, long seen)
    {
        lock (Sync)
            return _book.From(stream, seen);
    }

    /// <summary>Forgets what ends at or below a position: it is durable.</summary>
    public void Release(long position)
    {
        lock (Sync)
        {
            foreach (var (stream, _) in _book.Owed(position))
            {
                var sent = _book.Stream(stream);
                for (var number = sent.FirstNumber; number < sent.EndNumber && sent.Batches[(int)(number - sent.FirstNumber)].CoversTo <= position; number++)
                    Settle(stream, number);
            }

            _book.Release(position);
            SettlePolls();
            _settled.Writer.TryWrite(true);
        }
    }

    /// <inheritdoc/>
    public void AddToCache(IList<IBatchContainer> messages)
    {
        // The receiver added the poll itself, before it handed the containers to the agent.
    }

    /// <inheritdoc/>
    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        purgedItems = null;
        return false;
    }

    /// <inheritdoc/>
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        lock (Sync)
        {
            var sent = _book.Stream(streamId);
            var first = token is null ? 0 : sent.Batches.FindIndex(b => b.CoversTo >= token.SequenceNumber);
            var cursor = new LaneCursor<TEvent>(this, sent, first < 0 ? sent.EndNumber : sent.FirstNumber + first);
            sent.Attach(cursor);
            return cursor;
        }
    }

    /// <inheritdoc/>
    public int GetMaxAddCount() => QueueAdapterConstants.UNLIMITED_GET_QUEUE_MSG;

    /// <inheritdoc/>
    public bool IsUnderPressure() => false;

    /// <summary>Counts batches of a stream as delivered. Under <see cref="Sync"/>.</summary>
    internal void SettleDelivered(SentStream<TEvent> sent)
    {
        for (var number = sent.Settled; number < sent.Delivered; number++)
            Settle(sent.Stream, number);
        sent.Settled = Math.Max(sent.Settled, sent.Delivered);
        SettlePolls();
    }

    private void Settle(StreamId stream, long number)
    {
        if (_undelivered.Remove((stream, number), out var progress))
            progress.Outstanding--;
    }

    private void SettlePolls()
    {
        while (_polls.TryPeek(out var poll) && poll.Outstanding == 0)
        {
            Delivered = _polls.Dequeue().To;
            if (poll.FirstMilliseconds is { } first)
                StreamMetrics.DeliverySeconds.Record(Math.Max(0, (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - first) / 1000d));
            _settled.Writer.TryWrite(true);
        }
    }

    private sealed class PollProgress(long to, long? firstMilliseconds)
    {
        public long To { get; } = to;

        public long? FirstMilliseconds { get; } = firstMilliseconds;

        public int Outstanding { get; set; }
    }
}
