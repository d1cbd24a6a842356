using System.Text.Json;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>
/// Reads the topic of dead letters as it is at the first step: letters that come meanwhile are left to the next reading. They come in order of
/// their places, because those of a partition lie in its namesake in offset order.
/// </summary>
internal sealed class DeadLetterReader(IEventLog eventLog)
{
    private const int ReadAtOnce = 500;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    /// <summary>The letters of a filter, those behind a place.</summary>
    /// <exception cref="BatchException">A record of the topic is no dead letter.</exception>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async IAsyncEnumerable<DeadLetter> ReadAsync(
        DeadLetterFilter filter, RecordPosition? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var range in await eventLog.DeadLetters.GetOffsetsAsync(cancellationToken))
        {
            if ((filter.Partition is { } only && only != range.Partition) || range.Partition < after?.Partition)
                continue;
            var sink = new Sink(eventLog.DeadLetters.Topic, range.End);
            using var reader = eventLog.DeadLetters.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Read(sink, ReadAtOnce, Wait, cancellationToken);
                foreach (var letter in sink.Letters.Where(filter.Takes).Where(l => IsBehind(l, after)))
                    yield return letter;
                sink.Letters.Clear();
            }
        }
    }

    private static bool IsBehind(DeadLetter letter, RecordPosition? after) =>
        after is not { } place || letter.Partition > place.Partition || letter.Offset > place.Offset;

    private sealed class Sink(string topic, long end) : ILogRecordSink
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
                throw new BatchException($"The record {record.Partition}/{record.Offset} of topic {topic} is no dead letter: {e.Message}", e);
            }
        }
    }
}
