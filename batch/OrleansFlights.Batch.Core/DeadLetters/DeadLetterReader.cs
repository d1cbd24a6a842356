using System.Text.Json;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>
/// Reads the topic of dead letters as it is at the first step: letters that come meanwhile are left to the next reading. They come in order
/// of their places, because those of a partition lie in its namesake in offset order.
/// </summary>
internal sealed class DeadLetterReader(IEventLog eventLog)
{
    private const int ReadAtOnce = 500;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    /// <summary>The letters of a filter, those behind a place, each once.</summary>
    /// <param name="filter">Which letters.</param>
    /// <param name="after">The place to go on behind; null for the begin.</param>
    /// <param name="foreign">Told of records on the topic that are no dead letters; may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async IAsyncEnumerable<DeadLetter> ReadAsync(
        DeadLetterFilter filter,
        RecordPosition? after,
        Action<ForeignRecord>? foreign,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<(int, long, long)>();
        foreach (var range in await eventLog.DeadLetters.GetOffsetsAsync(cancellationToken))
        {
            if ((filter.Partition is { } only && only != range.Partition) || range.Partition < after?.Partition)
                continue;
            var sink = new Sink(range.End, foreign);
            using var reader = eventLog.DeadLetters.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Read(sink, ReadAtOnce, Wait, cancellationToken);
                foreach (var letter in sink.Letters.Where(filter.Takes)
                    .Where(l => IsBehind(l, after) && seen.Add((l.Partition, l.Offset, l.Timestamp))))
                    yield return letter;
                sink.Letters.Clear();
            }
        }
    }

    private static bool IsBehind(DeadLetter letter, RecordPosition? after) =>
        after is not { } place || letter.Partition > place.Partition || letter.Offset > place.Offset;

    private sealed class Sink(long end, Action<ForeignRecord>? foreign) : ILogRecordSink
    {
        public List<DeadLetter> Letters { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            if (record.Offset >= end)
                return;
            try
            {
                Letters.Add(DeadLetter.Parse(record.Value));
            }
            catch (JsonException e)
            {
                foreign?.Invoke(new ForeignRecord(new RecordPosition(record.Partition, record.Offset), record.Value.Length, e.Message));
            }
        }
    }
}

/// <summary>A record on the topic of dead letters that is none.</summary>
/// <param name="Place">Where it lies on that topic.</param>
/// <param name="Bytes">Length of its value.</param>
/// <param name="Reason">Why it is none.</param>
internal readonly record struct ForeignRecord(RecordPosition Place, int Bytes, string Reason);
