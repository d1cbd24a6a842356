using OrleansFlights.Log;
using OrleansFlights.Simulation;

namespace OrleansFlights.Import.Importing;

/// <summary>Events that go to the log in one step, and where the import stands then.</summary>
internal sealed class ImportBatch
{
    private readonly List<OutgoingRecord> _records = [];
    private readonly List<long?> _timestamps = [];

    public IReadOnlyList<OutgoingRecord> Records => _records;

    public List<BadRow> BadRows { get; } = [];

    /// <summary>Where the import stands once the log has the batch.</summary>
    public ImportState State { get; set; } = new();

    /// <summary>How much of the source was read then, 0 to 1.</summary>
    public double Share { get; set; }

    public void Add(in OutgoingRecord record, long? timestamp)
    {
        _records.Add(record);
        _timestamps.Add(timestamp);
    }

    /// <summary>The entries to append.</summary>
    public LogEntry[] ToEntries(DateTimeOffset now)
    {
        var entries = new LogEntry[_records.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = _records[i].ToEntry(now);
            if (_timestamps[i] is { } known)
                entries[i] = entries[i] with { TimestampMilliseconds = known };
        }

        return entries;
    }
}

/// <summary>A row that is no flight, for the report.</summary>
/// <param name="File">The file.</param>
/// <param name="Row">Rows passed when it came: what was reported behind the place where a run goes on is reported again.</param>
/// <param name="Where">Its place for people.</param>
/// <param name="Column">The column it is about, if any.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Reason">What is wrong and what is allowed.</param>
internal sealed record BadRow(string File, long Row, string Where, string Column, string Value, string Reason);
