namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// The row id of a chunk: its stream (one partition of one topic) above the offset after its last record. Row ids therefore sort by stream
/// and then by offset, so one B-tree seek finds the chunk that holds an offset, the next chunk, and the end of a stream.
/// </summary>
internal static class RecordBatchId
{
    /// <summary>Streams of one file, exclusive.</summary>
    public const long MaxStreams = 1L << (63 - OffsetBits);

    /// <summary>The highest offset after a record.</summary>
    public const long MaxOffset = (1L << OffsetBits) - 1;

    private const int OffsetBits = 43;

    /// <summary>The id of the chunk of a stream that ends before <paramref name="nextOffset"/>.</summary>
    public static long Of(long stream, long nextOffset) => (stream << OffsetBits) | nextOffset;

    /// <summary>The greatest id a stream can have.</summary>
    public static long LastOf(long stream) => Of(stream, MaxOffset);

    /// <summary>The offset after the last record of a chunk.</summary>
    public static long NextOffset(long id) => id & MaxOffset;
}
