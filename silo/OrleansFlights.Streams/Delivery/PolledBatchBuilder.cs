using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace OrleansFlights.Streams.Delivery;

/// <summary>
/// Groups the events of a poll by stream and says what each part covers. Invariant: the parts made for one stream follow each other
/// without a gap, whatever polls lie between them, because a part covers from where the stream's last one ended.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <remarks>Pure; belongs to one reader's thread.</remarks>
public sealed class PolledBatchBuilder<TEvent> : IStreamBufferSource<TEvent>
{
    private readonly int _partition;
    private readonly long _floor;
    private readonly IReadOnlySet<StreamId> _apart;
    private readonly List<StreamBuffer<TEvent>> _touched = [];
    private readonly Dictionary<(string Namespace, string Key), StreamBuffer<TEvent>> _buffers = [];
    private long _lowest;

    /// <summary>A builder for a reader that starts at an offset below which everything is settled.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="start">The reader's first offset.</param>
    /// <param name="floor">
    /// The offset below which no consumer needs anything, as it was known when the reader started: where the coverage of each stream
    /// begins. A consumer that does not know yet that it needs nothing below it finds a gap, instead of taking for covered what it was
    /// never sent.
    /// </param>
    /// <param name="apart">
    /// Streams whose consumers may lack what lies below the start. Their coverage begins there, so that a consumer that lacks something
    /// finds a gap.
    /// </param>
    public PolledBatchBuilder(int partition, long start, long floor, IReadOnlySet<StreamId>? apart = null)
    {
        _partition = partition;
        Position = _lowest = start;
        _floor = floor;
        _apart = apart ?? ImmutableHashSet<StreamId>.Empty;
    }

    /// <summary>The offset behind the last poll.</summary>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public StreamBuffer<TEvent> Buffer(string streamNamespace, string key)
    {
        if (!_buffers.TryGetValue((streamNamespace, key), out var buffer))
            _buffers.Add((streamNamespace, key), buffer = Make(StreamId.Create(streamNamespace, key)));
        return buffer;
    }

    /// <summary>Ends the poll under way.</summary>
    /// <param name="position">The offset behind it.</param>
    /// <param name="firstMilliseconds">Time stamp of its first record in Unix milliseconds.</param>
    public PolledBatch<TEvent> Close(long position, long? firstMilliseconds = null)
    {
        var parts = new StreamSlice<TEvent>[_touched.Count];
        var packer = new Packer(_touched);
        for (var i = 0; i < parts.Length; i++)
        {
            var buffer = _touched[i];
            parts[i] = new StreamSlice<TEvent>(buffer, buffer.CoveredTo, packer.Take(buffer));
            buffer.CoveredTo = position;
        }

        _touched.Clear();
        var poll = new PolledBatch<TEvent>(_partition, Position, position, parts)
        {
            FirstMilliseconds = firstMilliseconds,
            SettledTo = _lowest,
        };
        Position = position;
        return poll;
    }

    /// <summary>Gives up the poll under way; its records will be read again.</summary>
    public void Abandon()
    {
        foreach (var buffer in _touched)
            buffer.Clear();
        _touched.Clear();
    }

    /// <summary>Goes back to an offset: what follows is told again. Only between polls.</summary>
    public void Rewind(long position)
    {
        if (_touched.Count > 0)
            throw new InvalidOperationException("a poll is under way");
        foreach (var buffer in _buffers.Values)
            buffer.CoveredTo = Math.Min(buffer.CoveredTo, position);
        Position = position;
        _lowest = Math.Min(_lowest, position);
    }

    private StreamBuffer<TEvent> Make(StreamId stream) =>
        new(stream, _touched) { CoveredTo = _apart.Contains(stream) ? _lowest : _floor };

    /// <summary>
    /// Puts the events of many buffers into few arrays, none so large that it would be kept until the next full collection.
    /// </summary>
    private struct Packer
    {
        private static readonly int MaxArray = Math.Max(1, (64 << 10) / Unsafe.SizeOf<TEvent>());

        private TEvent[] _array = [];
        private int _used;
        private int _left;

        public Packer(List<StreamBuffer<TEvent>> buffers)
        {
            foreach (var buffer in buffers)
                _left += buffer.Count;
        }

        public ReadOnlyMemory<TEvent> Take(StreamBuffer<TEvent> buffer)
        {
            var count = buffer.Count;
            if (_array.Length - _used < count)
            {
                _array = new TEvent[Math.Max(count, Math.Min(_left, MaxArray))];
                _used = 0;
            }

            var events = _array.AsMemory(_used, count);
            buffer.MoveTo(events.Span);
            _used += count;
            _left -= count;
            return events;
        }
    }
}
