using System.Text;
using Microsoft.Extensions.Options;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>
/// Remembers which dead letters were replayed, on a topic of its own whose keys are their places: the topic of dead letters itself is only
/// ever appended to by those who reject.
/// </summary>
internal sealed class ReplayMarks(IEventLog eventLog, IOptions<LogOptions> options, TimeProvider time)
{
    private const int ReadAtOnce = 5_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    /// <summary>The topic's name.</summary>
    public string Topic => options.Value.ResolvedDeadLetterTopic + "-replayed";

    /// <summary>All places marked.</summary>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async Task<HashSet<RecordPosition>> ReadAsync(CancellationToken cancellationToken)
    {
        var sink = new Sink();
        var log = eventLog.Open(Topic, compacted: true);
        foreach (var range in await log.GetOffsetsAsync(cancellationToken))
        {
            using var reader = log.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
                reader.Read(sink, ReadAtOnce, Wait, cancellationToken);
        }

        return sink.Places;
    }

    /// <summary>Marks places; durable on return.</summary>
    /// <exception cref="LogException">The log cannot take them.</exception>
    public async Task AddAsync(IEnumerable<RecordPosition> places, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var value = Encoding.UTF8.GetBytes(now.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var entries = places.Select(p => new LogEntry(Encoding.UTF8.GetBytes(p.ToString()), value, now.ToUnixTimeMilliseconds())).ToArray();
        await eventLog.Open(Topic, compacted: true).AppendAsync(entries, cancellationToken);
    }

    private sealed class Sink : ILogRecordSink
    {
        public HashSet<RecordPosition> Places { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            if (RecordPosition.TryParse(Encoding.UTF8.GetString(record.Key)) is { } place)
                Places.Add(place);
        }
    }
}
