using System.Runtime.CompilerServices;

namespace OrleansFlights.Streams.Delivery;

/// <summary>
/// What a reader has sent since its last recorded checkpoint, by stream. Invariant: every batch that ends above the last release is here,
/// so whatever a consumer of this reader lost can be sent again, or the reader has to go back in the log.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <remarks>Pure; not safe for concurrent use.</remarks>
public sealed class SentBatches<TEvent>
{
    private const int BatchOverheadBytes = 64;

    private readonly Dictionary<StreamId, StreamOutbox<TEvent>> _streams = [];

    /// <summary>Memory that the batches hold, about, in bytes.</summary>
    public long RetainedBytes { get; private set; }

    /// <summary>Adds a poll of this reader: each of its parts at the end of its stream.</summary>
    public void Add(PolledBatch<TEvent> poll)
    {
        var events = 0L;
        for (var i = 0; i < poll.Parts.Length; i++)
        {
            ref readonly var part = ref poll.Parts[i];
            (part.Buffer.Sent ??= Stream(part.Stream)).Add(poll, i);
            events += part.Events.Length;
        }

        RetainedBytes += BytesOf(poll.Parts.Length, events);
    }

    /// <summary>The stream's entry, made when new and kept: to make it again after each checkpoint would cost more than it takes.</summary>
    public StreamOutbox<TEvent> Stream(StreamId stream)
    {
        if (!_streams.TryGetValue(stream, out var sent))
            _streams.Add(stream, sent = new StreamOutbox<TEvent>(stream));
        return sent;
    }

    /// <summary>The streams that were sent anything that ends at or below a position and was not released, with the end of it.</summary>
    public List<(StreamId Stream, long UpTo)> Owed(long position)
    {
        var owed = new List<(StreamId, long)>(_streams.Count);
        foreach (var sent in _streams.Values)
        {
            if (sent.EndUpTo(position) is { } upTo)
                owed.Add((sent.Stream, upTo));
        }

        return owed;
    }

    /// <summary>All that a stream was sent above an offset, as one batch that connects to it.</summary>
    /// <returns>Null when nothing was sent above it, or what is here does not reach down to it.</returns>
    public StreamBatch<TEvent>? From(StreamId stream, long seen) => _streams.TryGetValue(stream, out var sent) ? sent.Above(seen) : null;

    /// <summary>Forgets what ends at or below a position: it is durable.</summary>
    public void Release(long position)
    {
        foreach (var sent in _streams.Values)
        {
            var (batches, events) = sent.RemoveUpTo(position);
            RetainedBytes -= BytesOf(batches, events);
        }
    }

    /// <summary>
    /// Sends nothing of what is here again, nor what waits to be sent: the store went back, so that all before it is not settled any more,
    /// as its first batches claim. The reader sends it anew, in other batches: for these nobody owes an answer.
    /// </summary>
    public void Withdraw() => Release(long.MaxValue);

    /// <summary>Forgets everything, and who answers for the streams; those who follow them go on with what comes.</summary>
    public void Clear()
    {
        foreach (var sent in _streams.Values)
            sent.Clear();
        RetainedBytes = 0;
    }

    private static long BytesOf(int batches, long events) => (events * Unsafe.SizeOf<TEvent>()) + ((long)batches * BatchOverheadBytes);
}
