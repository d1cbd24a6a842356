using System.Text;

namespace OrleansFlights.Log.Tests;

internal sealed record Recorded(int Partition, long Offset, long Timestamp, string Key, string Value, int ValueLength);

/// <summary>Keeps what a reader hands out.</summary>
internal sealed class RecordingSink : ILogRecordSink
{
    public List<Recorded> Records { get; } = [];

    public List<LogHole> Holes { get; } = [];

    public IEnumerable<string> Values => Records.Select(record => record.Value);

    public void OnRecord(in LogRecord record) => Records.Add(new Recorded(
        record.Partition,
        record.Offset,
        record.TimestampMilliseconds,
        Encoding.UTF8.GetString(record.Key),
        Encoding.UTF8.GetString(record.Value),
        record.Value.Length));

    public void OnHole(LogHole hole) => Holes.Add(hole);
}
