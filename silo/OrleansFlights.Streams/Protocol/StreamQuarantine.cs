namespace OrleansFlights.Streams.Protocol;

/// <summary>A stream whose consumer cannot be made durable and that checkpoints do not wait for any more.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Stream">The stream.</param>
/// <param name="From">The offset from which the consumer has to be sent the partition again, unless it says that it has seen more.</param>
public sealed record QuarantinedStream(int Partition, StreamId Stream, long From);

/// <summary>
/// Decides which streams of a partition are set apart, so that one consumer that always fails does not hold up the checkpoints of all
/// others, and when each of them is tried again. Invariant: a stream is set apart, durably, before a position above its own is recorded; so
/// whoever reads the partition next knows what the consumer still has to be sent.
/// </summary>
/// <remarks>
/// Only what fails alone is set apart. Where many consumers fail at once, something that they share does (their storage, a silo), and the
/// checkpoint waits. Pure; not safe for concurrent use.
/// </remarks>
public sealed class StreamQuarantine
{
    /// <summary>Checkpoints in a row that a consumer must fail before it is set apart.</summary>
    public const int FailuresAllowed = 3;

    /// <summary>Most consumers that fail alone: so many, or one in twenty of those asked.</summary>
    private const int FewConsumers = 4;
    private const int OneIn = 20;

    /// <summary>Longest pause between two tries, in checkpoints.</summary>
    private const int LongestPause = 32;

    private readonly Dictionary<StreamId, int> _failures = [];
    private readonly Dictionary<StreamId, Apart> _apart = [];

    /// <summary>Takes over what an earlier reader of the partition set apart.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="start">Where this reader starts: the consumers lack what lies below it.</param>
    public StreamQuarantine(IEnumerable<QuarantinedStream> streams, long start)
    {
        foreach (var stream in streams)
            _apart[stream.Stream] = new Apart(start);
    }

    /// <summary>The streams that are set apart.</summary>
    public IReadOnlyCollection<StreamId> Streams => _apart.Keys;

    /// <summary>Whether a stream is set apart.</summary>
    public bool Holds(StreamId stream) => _apart.ContainsKey(stream);

    /// <summary>Judges the consumers that a checkpoint could not make durable.</summary>
    /// <param name="failed">Those that failed.</param>
    /// <param name="asked">How many were asked.</param>
    /// <returns>Those to set apart; null when the checkpoint has to wait, because not all of them are.</returns>
    public IReadOnlyList<StreamId>? Judge(IReadOnlyCollection<StreamId> failed, int asked)
    {
        foreach (var recovered in _failures.Keys.Except(failed).ToList())
            _failures.Remove(recovered);
        foreach (var stream in failed)
            _failures[stream] = _failures.GetValueOrDefault(stream) + 1;
        if (failed.Count == 0)
            return [];
        var alone = failed.Count <= Math.Max(FewConsumers, asked / OneIn);
        return alone && failed.All(stream => _failures[stream] >= FailuresAllowed) ? [.. failed] : null;
    }

    /// <summary>Notes that a stream is set apart.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="sentUpTo">The end of what its consumer was sent.</param>
    public void Add(StreamId stream, long sentUpTo)
    {
        _failures.Remove(stream);
        _apart[stream] = new Apart(sentUpTo);
    }

    /// <summary>Notes that a consumer is durable again.</summary>
    public void Remove(StreamId stream) => _apart.Remove(stream);

    /// <summary>The streams to try with this checkpoint, and up to where each consumer has to be durable to take part again.</summary>
    /// <param name="sent">The end of what a stream was sent since the last checkpoint; null when it was sent nothing.</param>
    public List<(StreamId Stream, long UpTo)> Due(Func<StreamId, long?> sent)
    {
        var due = new List<(StreamId, long)>();
        foreach (var (stream, apart) in _apart)
        {
            apart.SentUpTo = sent(stream) ?? apart.SentUpTo;
            if (--apart.Wait > 0)
                continue;
            apart.Pause = Math.Min(apart.Pause * 2, LongestPause);
            apart.Wait = apart.Pause;
            due.Add((stream, apart.SentUpTo));
        }

        return due;
    }

    private sealed class Apart(long sentUpTo)
    {
        public long SentUpTo { get; set; } = sentUpTo;

        public int Pause { get; set; } = 1;

        public int Wait { get; set; } = 1;
    }
}
