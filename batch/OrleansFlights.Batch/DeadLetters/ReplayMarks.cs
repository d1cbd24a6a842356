using System.Text;
using Microsoft.Extensions.Options;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>
/// Remembers which dead letters were replayed, on a topic of its own whose keys are their places: the topic of dead letters itself is only ever
/// appended to by those who reject.
/// </summary>
internal sealed class ReplayMarks(IEventLogs logs, IOptions<LogOptions> options, TimeProvider time)
{
    private const int ReadAtOnce = 5_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    /// <summary>The topic's name.</summary>
    public string Topic => options.Value.ResolvedDeadLetterTopic + "-replayed";

    /// <summary>All places marked.</summary>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async Task<HashSet<RecordPlace>> ReadAsync(CancellationToken cancellationToken)
    {
        var sink = new Sink();
        var log = logs.Open(Topic, compacted: true);
        foreach (var extent in await log.GetExtentsAsync(cancellationToken))
        {
            using var reader = log.OpenReader(extent.Partition, extent.Begin);
            while (reader.Position < extent.End)
                reader.Read(sink, ReadAtOnce, Wait, cancellationToken);
        }

        return sink.Places;
    }

    /// <summary>Marks places; durable on return.</summary>
    /// <exception cref="LogException">The log cannot take them.</exception>
    public async Task AddAsync(IEnumerable<RecordPlace> places, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var value = Encoding.UTF8.GetBytes(now.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var entries = places.Select(p => new LogEntry(Encoding.UTF8.GetBytes(p.ToString()), value, now.ToUnixTimeMilliseconds())).ToArray();
        await logs.Open(Topic, compacted: true).AppendAsync(entries, cancellationToken);
    }

    private sealed class Sink : ILogRecordSink
    {
        public HashSet<RecordPlace> Places { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            if (RecordPlace.TryParse(Encoding.UTF8.GetString(record.Key)) is { } place)
                Places.Add(place);
        }
    }
}
