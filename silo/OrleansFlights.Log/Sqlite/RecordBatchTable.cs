namespace OrleansFlights.Log.Sqlite;

/// <summary>The table of chunks. Its writes belong inside a write transaction of the session.</summary>
internal sealed class RecordBatchTable(SqliteSession session) : IDisposable
{
    private const int DeletedAtOnce = 256;

    private readonly SqliteStatement _begin = session.Prepare(
        "SELECT base_offset FROM chunk WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT 1");
    private readonly SqliteStatement _last = session.Prepare("SELECT id FROM chunk WHERE id > ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1");
    private readonly SqliteStatement _insert = session.Prepare("INSERT INTO chunk (id, base_offset, payload) VALUES (?1, ?2, ?3)");
    private readonly SqliteStatement _delete = session.Prepare(
        "DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE id > ?1 AND id <= ?2 AND id < ?3 ORDER BY id LIMIT ?4) RETURNING 1");

    /// <summary>The first offset and the one after the last; both 0 for a stream that never held a record.</summary>
    public (long Begin, long End) Extent(long stream)
    {
        // Two reads without a transaction: the end only rises, and the begin never passes an end that was true before it.
        var begin = First(_begin, stream) ?? 0;
        return (begin, End(stream));
    }

    /// <summary>The offset after a stream's last record.</summary>
    public long End(long stream) => First(_last, stream) is { } id ? RecordBatchId.NextOffset(id) : 0;

    /// <summary>Adds a chunk at the end of its stream.</summary>
    public void Append(RecordBatch chunk)
    {
        var end = End(chunk.Partition.Stream);
        _insert.Bind(1, RecordBatchId.Of(chunk.Partition.Stream, end + chunk.Records)).Bind(2, end).Bind(3, chunk.Payload).Run();
    }

    /// <summary>
    /// Deletes the oldest chunks that end at or below an offset, a bounded number of them. The last chunk of a stream always stays, because
    /// it holds the stream's end.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public int DeleteSome(long stream, long before)
    {
        if (First(_last, stream) is not { } last)
            return 0;

        var upTo = RecordBatchId.Of(stream, Math.Clamp(before, 0, RecordBatchId.MaxOffset));
        _delete.Bind(1, RecordBatchId.Of(stream, 0)).Bind(2, upTo).Bind(3, last).Bind(4, DeletedAtOnce);
        var deleted = 0;
        while (_delete.Step())
            deleted++;
        _delete.Reset();
        return deleted;
    }

    public void Dispose()
    {
        _begin.Dispose();
        _last.Dispose();
        _insert.Dispose();
        _delete.Dispose();
    }

    private static long? First(SqliteStatement query, long stream)
    {
        query.Bind(1, RecordBatchId.Of(stream, 0)).Bind(2, RecordBatchId.LastOf(stream));
        long? value = query.Step() ? query.Int64(0) : null;
        query.Reset();
        return value;
    }
}
