namespace OrleansFlights.Log.Sqlite;

/// <summary>A topic of a SQLite log. Offsets are dense.</summary>
internal sealed class SqliteTopic(string topic, SqliteLogFile file, SqlitePartition[] partitions) : ITopic
{
    private int _next = -1;

    public int Partitions => partitions.Length;

    public string Topic { get; } = topic;

    public ValueTask<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken) =>
        new(Task.Run(() => file.ReadIdentity(Topic), cancellationToken));

    public ValueTask<IReadOnlyList<OffsetRange>> GetOffsetsAsync(CancellationToken cancellationToken) =>
        new(Task.Run<IReadOnlyList<OffsetRange>>(() => Array.ConvertAll(partitions, ExtentOf), cancellationToken));

    public async ValueTask AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!entries.IsEmpty)
            await file.Writer.WriteAsync(new AppendRequest(Pack(entries.Span)), cancellationToken);
    }

    /// <summary>Appends records and stores their writer's state; false, and nothing is done, when the writer was taken over.</summary>
    public async ValueTask<bool> CommitAsync(ReadOnlyMemory<LogEntry> entries, WriterState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await file.Writer.WriteAsync(new AppendRequest(Pack(entries.Span), state), cancellationToken) != AppendRequest.TakenOver;
    }

    public ILogReader OpenReader(int partition, long offset) => new SqliteLogReader(file, PartitionOf(partition), offset);

    public async ValueTask TruncateAsync(int partition, long before, CancellationToken cancellationToken)
    {
        var target = PartitionOf(partition);
        while (await file.Writer.WriteAsync(new TruncateRequest(target, before), cancellationToken) > 0)
        {
        }
    }

    /// <summary>Nothing to end here: the topics of a file share it, and what opened the file closes it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private OffsetRange ExtentOf(SqlitePartition partition)
    {
        var (begin, end) = file.Extent(partition.Stream);
        return new OffsetRange(partition.Number, begin, end);
    }

    private List<RecordBatch> Pack(ReadOnlySpan<LogEntry> entries)
    {
        var chunks = new List<RecordBatch>();
        var open = new RecordBatch?[partitions.Length];
        foreach (ref readonly var entry in entries)
        {
            var partition = Choose(entry);
            if (open[partition.Number] is { } chunk && chunk.TryAdd(entry))
                continue;

            var size = PackedRecord.SizeOf(entry);
            if (size > PackedRecord.MaxBytes)
                throw new LogException($"A record of {size} bytes is too large for the log; most are {PackedRecord.MaxBytes}.");

            var first = new RecordBatch(partition, entries.Length == 1 ? size : Math.Max(size, RecordBatch.MaxBytes / 16));
            first.TryAdd(entry);
            chunks.Add(first);
            open[partition.Number] = first;
        }

        return chunks;
    }

    private SqlitePartition Choose(in LogEntry entry)
    {
        if (entry.Partition is { } chosen)
            return PartitionOf(chosen);
        if (entry.Key.IsEmpty)
            return partitions[(uint)Interlocked.Increment(ref _next) % (uint)partitions.Length];
        return partitions[KeyPartitioner.PartitionOf(entry.Key.Span, partitions.Length)];
    }

    private SqlitePartition PartitionOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number, "partition");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, partitions.Length, "partition");
        return partitions[number];
    }
}
