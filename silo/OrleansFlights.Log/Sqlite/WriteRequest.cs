namespace OrleansFlights.Log.Sqlite;

/// <summary>Something the writer of a log is asked to do.</summary>
internal abstract class WriteRequest : GroupedWrite<int>;

/// <summary>Asks to append packed records, per partition in their order, and to store their writer's state if they have one.</summary>
internal sealed class AppendRequest(List<RecordBatch> chunks, WriterState? state = null) : WriteRequest
{
    /// <summary>The result of a request whose writer was taken over: nothing was appended.</summary>
    public const int TakenOver = -1;

    public WriterState? State { get; } = state;

    public List<RecordBatch> Chunks { get; } = chunks;

    public override long Weight => Chunks.Sum(chunk => (long)chunk.Bytes);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var chunk in Chunks)
            chunk.Dispose();
    }
}

/// <summary>Asks to delete some chunks that end at or below an offset; its result is how many were deleted.</summary>
internal sealed class TruncateRequest(SqlitePartition partition, long before) : WriteRequest
{
    public SqlitePartition Partition { get; } = partition;

    public long Before { get; } = before;
}
