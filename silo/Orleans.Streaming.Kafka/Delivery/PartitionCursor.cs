namespace Orleans.Streaming.Kafka;

/// <summary>
/// Where one subscription is in a stream of a partition. Invariant: every record of it below <see cref="Position"/> was taken by the
/// subscription or given up for poison, so that a checkpoint at or below <see cref="Hold"/> loses nothing. A cursor never throws and never
/// jumps: what the cache lacks it waits for until it was read from the log again.
/// </summary>
internal sealed class PartitionCursor : IQueueCacheCursor
{
    private const int ReplayRecords = 2_000;
    private const int BatchBytes = 1 << 20;

    private readonly PartitionBuffer _partition;
    private readonly StreamBuffer _stream;
    private readonly long _floor;
    private readonly long? _tokenOffset;
    private readonly LinkedList<StreamRecord> _replay = new();
    private StreamRecord[]? _batch;
    private RecordBatchContainer? _container;
    private bool _isSeen;
    private bool _isFailed;
    private bool _isStopped;
    private bool _isDisposed;
    private long _singlyBelow;
    private int _rounds;

    /// <param name="partition">The partition.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="position">Where to begin.</param>
    /// <param name="floor">The checkpoint now: a subscription that goes back below it does not draw it back.</param>
    /// <param name="tokenOffset">The event whose token the subscription gave; null when it is to be delivered in any case.</param>
    public PartitionCursor(PartitionBuffer partition, StreamBuffer stream, long position, long floor, long? tokenOffset)
    {
        _partition = partition;
        _stream = stream;
        _floor = floor;
        _tokenOffset = tokenOffset;
        Position = position;
        ReplayedTo = position;
        LastMove = Environment.TickCount64;
    }

    public long Position { get; private set; }

    /// <summary>How far the log was read again for this cursor.</summary>
    public long ReplayedTo { get; private set; }

    /// <summary>When the cursor last moved, <see cref="Environment.TickCount64"/>.</summary>
    public long LastMove { get; private set; }

    public StreamBuffer Stream => _stream;

    /// <summary>Whether it has not moved yet, as one that only holds records until the stream's subscriptions are known.</summary>
    public bool IsPin => _batch is null && _tokenOffset is null && Position == ReplayedTo && !HasMoved;

    public bool HasMoved { get; private set; }

    /// <summary>Whether it waits for records that only the log has.</summary>
    public bool NeedsReplay => !_isDisposed && !_isStopped && _replay.Count < ReplayRecords && ReplayFrom < _stream.CompleteFrom;

    /// <summary>The next offset that it needs from the log.</summary>
    public long ReplayFrom => Math.Max(Position, ReplayedTo);

    /// <summary>The lowest offset that it still has to deliver; null when it has delivered everything that was read.</summary>
    public long? Hold()
    {
        if (_isStopped)
            return null;
        if (_batch is not null || _replay.Count > 0 || ReplayFrom < _stream.CompleteFrom)
            return Math.Max(_batch is null ? Position : _batch[0].Offset, _floor);
        var left = _stream.From(Position);
        return left.IsEmpty ? null : Math.Max(left[0].Offset, _floor);
    }

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        lock (_partition.Gate)
        {
            _isSeen = true;
            return _container;
        }
    }

    public bool MoveNext()
    {
        lock (_partition.Gate)
        {
            if (_isDisposed || _isStopped)
                return false;
            LastMove = Environment.TickCount64;
            HasMoved = true;
            if (_batch is not null && !Leave(_batch))
                return !_isStopped;
            return !_isStopped && TryTake();
        }
    }

    public void Refresh(StreamSequenceToken token)
    {
        // New records are in the stream that the cursor already walks.
    }

    public void RecordDeliveryFailure()
    {
        lock (_partition.Gate)
        {
            if (_batch is null)
                return;
            _isFailed = true;
            if (_batch.Length == 1 && ++_rounds >= _partition.Options.PoisonRounds)
                _partition.Poison.Expect(_stream.StreamId, _batch[0]);
        }
    }

    public void Dispose()
    {
        lock (_partition.Gate)
        {
            if (_isDisposed)
                return;
            var hold = Hold();
            _isDisposed = true;
            _partition.Leave(this, hold);
        }
    }

    /// <summary>Takes a record that was read from the log again; false when it has enough for now.</summary>
    public bool Offer(StreamRecord record)
    {
        if (record.Offset < ReplayFrom || record.Offset >= _stream.CompleteFrom)
            return true;
        if (_replay.Count >= ReplayRecords)
            return false;
        _replay.AddLast(record);
        ReplayedTo = record.Offset + 1;
        return true;
    }

    /// <summary>Says that the log was read again up to an offset, which held nothing more for this cursor.</summary>
    public void ReplayedUpTo(long offset) => ReplayedTo = Math.Max(ReplayedTo, offset);

    public bool HasReplayed => _replay.Count > 0;

    /// <summary>Begins again, since the partition did.</summary>
    public void Restart(long offset)
    {
        (Position, ReplayedTo, _batch, _container) = (offset, offset, null, null);
        _replay.Clear();
    }

    /// <summary>Leaves the batch behind, or stays: false when it is to be handed out once more or the stream has stopped.</summary>
    private bool Leave(StreamRecord[] batch)
    {
        if (!_isSeen)
        {
            // The agent moves past the event that the consumer says it has; any other stays to be delivered.
            if (batch.Length != 1 || batch[0].Offset != _tokenOffset)
                return false;
        }
        else if (_isFailed)
        {
            _isFailed = false;
            if (!GiveUp(batch))
                return !_isStopped && HandOutAgain(batch);
        }
        else
        {
            _partition.Taken(batch.Length);
        }

        _rounds = 0;
        (_batch, _container, _isSeen) = (null, null, false);
        Position = batch[^1].Offset + 1;
        _stream.DeliveredTo = Math.Max(_stream.DeliveredTo, Position);
        _partition.Trim(_stream);
        return true;
    }

    /// <summary>Whether a failed batch counts as done with.</summary>
    private bool GiveUp(StreamRecord[] batch)
    {
        if (batch.Length > 1)
        {
            _singlyBelow = batch[^1].Offset + 1;
            return false;
        }

        if (_rounds < _partition.Options.PoisonRounds)
            return false;
        switch (_partition.Options.PoisonPolicy)
        {
            case PoisonPolicy.Skip:
                return _partition.Poison.IsSettled(_stream.StreamId, batch[0]);
            case PoisonPolicy.StopStream:
                _isStopped = true;
                return false;
            default:
                return false;
        }
    }

    /// <summary>Hands out what failed once more: one by one when there were many, so that the others pass the one that fails.</summary>
    private bool HandOutAgain(StreamRecord[] batch)
    {
        if (batch.Length == 1)
        {
            _isSeen = false;
            return false;
        }

        // Those that came from the log again are not in the cache.
        if (batch[0].Offset < _stream.CompleteFrom)
        {
            for (var i = batch.Length - 1; i >= 0; i--)
                _replay.AddFirst(batch[i]);
            ReplayedTo = Math.Max(ReplayedTo, batch[^1].Offset + 1);
        }

        (_batch, _container, _isSeen) = (null, null, false);
        return true;
    }

    private bool TryTake()
    {
        var taken = _replay.Count > 0 ? TakeReplayed() : TakeCached();
        if (taken.Length == 0)
            return false;
        _batch = taken;
        _container = _partition.ContainerOf(_stream.StreamId, taken);
        _isSeen = false;
        return true;
    }

    private StreamRecord[] TakeReplayed()
    {
        var taken = new List<StreamRecord>();
        var bytes = 0;
        while (_replay.First is { } node && MayTake(taken.Count, taken.Count > 0 ? taken[0] : node.Value, node.Value, ref bytes))
        {
            taken.Add(node.Value);
            _replay.RemoveFirst();
        }

        if (NeedsReplay)
            _partition.AskForReplay();
        return [.. taken];
    }

    private StreamRecord[] TakeCached()
    {
        if (ReplayFrom < _stream.CompleteFrom)
        {
            _partition.AskForReplay();
            return [];
        }

        var left = _stream.From(ReplayFrom);
        int count = 0, bytes = 0;
        while (count < left.Length && MayTake(count, left[0], left[count], ref bytes))
            count++;
        return left[..count].ToArray();
    }

    /// <summary>
    /// Whether a record may join a batch. The record of the subscription's own token, those after a failure and those with a context
    /// of their own go alone.
    /// </summary>
    private bool MayTake(int count, StreamRecord first, StreamRecord next, ref int bytes)
    {
        bytes += next.Size;
        if (count == 0)
            return true;
        return count < _partition.MaxBatchRecords
            && bytes <= BatchBytes
            && first.Offset != _tokenOffset
            && first.Offset >= _singlyBelow
            && first.Header(RecordBatchContainer.RequestContextHeader) is null
            && next.Header(RecordBatchContainer.RequestContextHeader) is null;
    }
}
