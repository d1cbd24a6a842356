namespace OrleansFlights.Log.Sqlite;

/// <summary>One partition of a topic in a log's file.</summary>
/// <param name="number">Its number in the topic.</param>
/// <param name="stream">Its number in the file, see <see cref="RecordBatchId"/>.</param>
internal sealed class SqlitePartition(int number, long stream)
{
    public int Number { get; } = number;

    public long Stream { get; } = stream;

    /// <summary>Raised when this process appended to the partition.</summary>
    public AppendSignal Appended { get; } = new();
}
