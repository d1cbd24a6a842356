namespace OrleansFlights.Streams.Reading;

/// <summary>One poll of a partition, grouped by stream: every event at offsets in [From, To) is in one of its batches.</summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <param name="From">First offset of the poll.</param>
/// <param name="To">Offset behind the poll.</param>
/// <param name="Batches">One batch per stream that has events in it.</param>
/// <param name="FirstMilliseconds">Time stamp of the poll's first record in Unix milliseconds; null when it has none.</param>
public sealed record Poll<TEvent>(
    long From, long To, IReadOnlyList<(StreamId Stream, StreamBatch<TEvent> Batch)> Batches, long? FirstMilliseconds = null);

/// <summary>
/// Groups the events of a poll by stream and says what each batch covers. Invariant: the batches made for one stream follow each other
/// without a gap, whatever polls lie between them, because a batch covers from where the stream's last one ended.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <remarks>Pure; belongs to one reader's thread.</remarks>
public sealed class PollBuilder<TEvent> : ILaneSource<TEvent>
{
    private readonly int _partition;
    private readonly long _floor;
    private readonly IPartitionReader? _reader;
    private readonly List<Lane<TEvent>> _touched = [];
    private readonly Dictionary<(string Namespace, string Key), Lane<TEvent>> _lanes = [];

    /// <summary>A builder for a reader that starts at an offset below which everything is settled.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="start">The reader's first offset.</param>
    /// <param name="floor">
    /// The offset below which no consumer needs anything, as it was known when the reader started: where the coverage of each stream begins. A
    /// consumer that does not know yet that it needs nothing below it finds a gap, instead of taking for covered what it was never sent.
    /// </param>
    /// <param name="reader">Goes with each batch, so that consumers can ask for what they miss.</param>
    public PollBuilder(int partition, long start, long floor, IPartitionReader? reader)
    {
        _partition = partition;
        Position = start;
        _floor = floor;
        _reader = reader;
    }

    /// <summary>The offset behind the last poll.</summary>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public Lane<TEvent> Lane(string streamNamespace, string key)
    {
        if (!_lanes.TryGetValue((streamNamespace, key), out var lane))
            _lanes.Add((streamNamespace, key), lane = new Lane<TEvent>(StreamId.Create(streamNamespace, key), _touched) { CoveredTo = _floor });
        return lane;
    }

    /// <summary>Ends the poll under way.</summary>
    /// <param name="position">The offset behind it.</param>
    public Poll<TEvent> Close(long position)
    {
        var batches = new (StreamId, StreamBatch<TEvent>)[_touched.Count];
        for (var i = 0; i < batches.Length; i++)
        {
            var lane = _touched[i];
            batches[i] = (lane.Stream, new StreamBatch<TEvent>
            {
                Partition = _partition,
                CoversFrom = lane.CoveredTo,
                CoversTo = position,
                Events = lane.Take(),
                Reader = _reader,
            });
            lane.CoveredTo = position;
        }

        _touched.Clear();
        var poll = new Poll<TEvent>(Position, position, batches);
        Position = position;
        return poll;
    }

    /// <summary>Gives up the poll under way; its records will be read again.</summary>
    public void Abandon()
    {
        foreach (var lane in _touched)
            lane.Take();
        _touched.Clear();
    }

    /// <summary>Goes back to an offset: what follows is told again. Only between polls.</summary>
    public void Rewind(long position)
    {
        if (_touched.Count > 0)
            throw new InvalidOperationException("a poll is under way");
        foreach (var lane in _lanes.Values)
            lane.CoveredTo = Math.Min(lane.CoveredTo, position);
        Position = position;
    }
}
