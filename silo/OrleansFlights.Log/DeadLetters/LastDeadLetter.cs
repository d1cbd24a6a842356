using System.Text.Json;

namespace OrleansFlights.Log.DeadLetters;

/// <summary>Finds how far the dead letters of a partition reach. What others wrote to the topic is passed over.</summary>
internal static class LastDeadLetter
{
    private const int ReadAtOnce = 512;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>The offset of the last record of a partition that has a letter; -1 for none.</summary>
    /// <exception cref="LogException">A topic cannot be read, or has no such partition.</exception>
    public static async Task<long> OriginAsync(ITopic events, ITopic deadLetters, int partition, CancellationToken cancellationToken)
    {
        var end = Range(await events.GetOffsetsAsync(cancellationToken), events, partition).End;
        var range = Range(await deadLetters.GetOffsetsAsync(cancellationToken), deadLetters, partition);
        return await Task.Run(() => Origin(deadLetters, range, events.Topic, end, cancellationToken), cancellationToken);
    }

    private static OffsetRange Range(IReadOnlyList<OffsetRange> ranges, ITopic topic, int partition)
    {
        foreach (var range in ranges)
        {
            if (range.Partition == partition)
                return range;
        }

        throw new LogException(
            $"Topic {topic.Topic} has {ranges.Count} partitions and none for the dead letters of partition {partition}.");
    }

    private static long Origin(ITopic deadLetters, OffsetRange range, string topic, long end, CancellationToken cancellationToken)
    {
        // The very last offsets may hold no record, or records of others; look back further until a letter is found.
        for (long back = 1; range.End > range.Begin; back *= 16)
        {
            var sink = new Sink(topic, range.Partition, end);
            using var reader = deadLetters.OpenReader(range.Partition, Math.Max(range.Begin, range.End - back));
            while (reader.Position < range.End)
                reader.Read(sink, ReadAtOnce, Wait, cancellationToken);
            if (sink.Last >= 0 || range.End - back <= range.Begin)
                return sink.Last;
        }

        return -1;
    }

    private sealed class Sink(string topic, int partition, long end) : ILogRecordSink
    {
        public long Last { get; private set; } = -1;

        public void OnRecord(in LogRecord record)
        {
            try
            {
                var letter = DeadLetter.Parse(record.Value);
                if (letter.Topic == topic && letter.Partition == partition && letter.Offset < end
                    && record.Key.SequenceEqual(letter.RecordKey))
                    Last = Math.Max(Last, letter.Offset);
            }
            catch (JsonException)
            {
                // A record of somebody else: `batch dead-letters list` shows it.
            }
        }
    }
}
