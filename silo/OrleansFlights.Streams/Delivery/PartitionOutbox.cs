using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Orleans.Streams;

namespace OrleansFlights.Streams.Delivery;

/// <summary>
/// What a partition's reader sent since the last checkpoint, indexed by stream, and who has taken what of it: a cursor only ever sees its
/// own stream. It is the book for resending and the cache of Orleans' pulling agent in one, so nothing is held twice and nothing leaves it
/// before it is durable.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <remarks>The feeder, the agent and the checkpointer share it; one lock, held for short.</remarks>
public sealed class PartitionOutbox<TEvent> : IQueueCache
{
    private readonly SentBatches<TEvent> _book = new();
    private readonly Queue<PolledBatch<TEvent>> _polls = new();
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <summary>
    /// Says where a reader starts, before its first poll. What an earlier reader of the partition sent is forgotten: this one sends it
    /// again.
    /// </summary>
    public void Begin(long start)
    {
        lock (Sync)
        {
            _book.Clear();
            _polls.Clear();
            Position = Delivered = start;
        }
    }

    /// <summary>Waits until something holds that changes as polls are delivered or what is held is released.</summary>
    /// <returns>False when the time is up first.</returns>
    public async Task<bool> WaitUntilAsync(Func<bool> condition, TimeSpan atMost, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            // Taken before the look, so that what happens after it is not missed.
            var progress = Volatile.Read(ref _progress).Task;
            if (condition())
                return true;
            var left = atMost - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return false;
            await progress.WaitAsync(left, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Adds a poll.</summary>
    /// <returns>The places of those who answer for its streams and wait for nothing else: they are to be sent it now.</returns>
    public List<DeliveryCursor<TEvent>> AddPoll(PolledBatch<TEvent> poll)
    {
        var waiting = new List<DeliveryCursor<TEvent>>(poll.Parts.Length);
        lock (Sync)
        {
            _book.Add(poll);
            foreach (ref readonly var part in poll.Parts)
            {
                var sent = part.Buffer.Sent!;
                var consumer = sent.Consumer ??= new DeliveryCursor<TEvent>(this, sent, sent.FirstNumber);
                if (!consumer.IsWaiting)
                    continue;
                consumer.IsWaiting = false;
                waiting.Add(consumer);
            }

            _polls.Enqueue(poll);
            Position = poll.To;
            SettlePolls();
        }

        return waiting;
    }

    /// <summary>See <see cref="SentBatches{TEvent}.Owed"/>.</summary>
    public List<(StreamId Stream, long UpTo)> Owed(long position)
    {
        lock (Sync)
            return _book.Owed(position);
    }

    /// <summary>See <see cref="SentBatches{TEvent}.From"/>.</summary>
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
            _book.Release(position);
            SettlePolls();
            Progressed();
        }
    }

    /// <summary>See <see cref="SentBatches{TEvent}.Withdraw"/>.</summary>
    public void Withdraw()
    {
        lock (Sync)
        {
            _book.Withdraw();
            SettlePolls();
        }
    }

    /// <inheritdoc/>
    public void AddToCache(IList<IBatchContainer> messages)
    {
        // The poll was added before its containers were handed to the agent.
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
            return new LogQueueCacheCursor<TEvent>(
                new DeliveryCursor<TEvent>(this, sent, token is null ? sent.FirstNumber : sent.NumberReaching(token.SequenceNumber)));
        }
    }

    /// <inheritdoc/>
    public int GetMaxAddCount() => QueueAdapterConstants.UNLIMITED_GET_QUEUE_MSG;

    /// <inheritdoc/>
    public bool IsUnderPressure() => false;

    /// <summary>Moves on over the polls that were delivered. Under <see cref="Sync"/>.</summary>
    internal void SettlePolls()
    {
        while (_polls.TryPeek(out var poll) && poll.Undelivered == 0)
        {
            Delivered = _polls.Dequeue().To;
            if (poll.FirstMilliseconds is { } first)
                StreamMetrics.DeliverySeconds.Record(Math.Max(0, (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - first) / 1000d));
            Progressed();
        }
    }

    private void Progressed() =>
        Interlocked.Exchange(ref _progress, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
