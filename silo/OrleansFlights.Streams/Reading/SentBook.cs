using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansFlights.Streams.Reading;

/// <summary>
/// What a reader has sent since its last recorded checkpoint, by stream. Invariant: every batch that ends above the last release is here,
/// so whatever a consumer of this reader lost can be sent again, or the reader has to go back in the log.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
/// <remarks>Pure; not safe for concurrent use.</remarks>
public sealed class SentBook<TEvent>
{
    private const int BatchOverheadBytes = 128;

    private readonly Dictionary<StreamId, SentStream<TEvent>> _streams = [];

    /// <summary>Memory that the batches hold, about, in bytes.</summary>
    public long RetainedBytes { get; private set; }

    /// <summary>Adds a batch at the end of its stream.</summary>
    public SentStream<TEvent> Add(StreamId stream, StreamBatch<TEvent> batch)
    {
        var sent = Stream(stream);
        sent.Batches.Add(batch);
        RetainedBytes += BytesOf(batch);
        return sent;
    }

    /// <summary>The stream's entry, made when new.</summary>
    public SentStream<TEvent> Stream(StreamId stream)
    {
        if (!_streams.TryGetValue(stream, out var sent))
            _streams.Add(stream, sent = new SentStream<TEvent>(stream));
        return sent;
    }

    /// <summary>The streams that were sent anything that ends at or below a position and was not released, with the end of it.</summary>
    public List<(StreamId Stream, long UpTo)> Owed(long position)
    {
        var owed = new List<(StreamId, long)>();
        foreach (var sent in _streams.Values)
        {
            long upTo = -1;
            foreach (var batch in sent.Batches)
            {
                if (batch.CoversTo <= position)
                    upTo = Math.Max(upTo, batch.CoversTo);
            }

            if (upTo >= 0)
                owed.Add((sent.Stream, upTo));
        }

        return owed;
    }

    /// <summary>All that a stream was sent above an offset, as one batch that connects to it.</summary>
    /// <returns>Null when nothing was sent above it, or what is here does not reach down to it.</returns>
    public StreamBatch<TEvent>? From(StreamId stream, long seen)
    {
        if (!_streams.TryGetValue(stream, out var sent))
            return null;

        var first = sent.Batches.FindIndex(b => b.CoversTo > seen && b.CoversFrom <= seen);
        return first < 0 ? null : StreamBatch<TEvent>.Join(CollectionsMarshal.AsSpan(sent.Batches)[first..]);
    }

    /// <summary>Forgets what ends at or below a position: it is durable.</summary>
    public void Release(long position)
    {
        foreach (var (stream, sent) in _streams)
        {
            var count = 0;
            while (count < sent.Batches.Count && sent.Batches[count].CoversTo <= position)
                RetainedBytes -= BytesOf(sent.Batches[count++]);
            sent.RemoveFirst(count);
            if (sent.IsIdle)
                _streams.Remove(stream);
        }
    }

    private static long BytesOf(StreamBatch<TEvent> batch) => ((long)batch.Events.Length * Unsafe.SizeOf<TEvent>()) + BatchOverheadBytes;
}
