using OrleansFlights.Log;
using OrleansFlights.Simulation;

namespace OrleansFlights.Import.Importing;

/// <summary>
/// Events that go to the log in one step, and where the import stands then. Used again and again: its arrays are too large to be made for
/// each step.
/// </summary>
internal sealed class ImportBatch
{
    private readonly List<OutgoingRecord> _records = [];
    private readonly List<long?> _timestamps = [];
    private LogEntry[] _entries = [];

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

    /// <summary>The entries to append, valid until the batch is cleared.</summary>
    public ReadOnlyMemory<LogEntry> ToEntries(DateTimeOffset now)
    {
        if (_entries.Length < _records.Count)
            _entries = new LogEntry[_records.Capacity];
        for (var i = 0; i < _records.Count; i++)
        {
            _entries[i] = _records[i].ToEntry(now);
            if (_timestamps[i] is { } known)
                _entries[i] = _entries[i] with { TimestampMilliseconds = known };
        }

        return _entries.AsMemory(0, _records.Count);
    }

    /// <summary>Makes it as good as new.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, Math.Min(_entries.Length, _records.Count));
        _records.Clear();
        _timestamps.Clear();
        BadRows.Clear();
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
