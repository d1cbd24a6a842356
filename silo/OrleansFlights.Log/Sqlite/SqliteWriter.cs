using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// The one writer of a file in this process. Requests share commits, and offsets are chosen inside the file's write lock, so they are dense
/// whichever process appends.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxBytesPerCommit = 32 << 20;

    private readonly SqliteSession _session;
    private readonly RecordBatchTable _table;
    private readonly WriterTable _writers;
    private readonly ILogger _logger;
    private readonly GroupCommit<WriteRequest> _commits;

    public SqliteWriter(SqliteSession session, ILogger logger)
    {
        _session = session;
        _table = new RecordBatchTable(session);
        _writers = new WriterTable(session);
        _logger = logger;
        _commits = new GroupCommit<WriteRequest>("flight log", MaxBytesPerCommit, Commit);
    }

    /// <summary>Queues a request and gives its result once that is durable.</summary>
    public Task<int> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        _commits.Add(request, cancellationToken);
        return request.Done;
    }

    /// <summary>Writes what is queued, then closes.</summary>
    public void Dispose()
    {
        _commits.Dispose();
        _table.Dispose();
        _writers.Dispose();
        _session.Dispose();
    }

    private void Commit(List<WriteRequest> group)
    {
        try
        {
            var chunks = Merge(group);
            var started = TimeProvider.System.GetTimestamp();
            var results = new int[group.Count];
            _session.Write(() =>
            {
                foreach (var chunk in chunks)
                    _table.Append(chunk);
                for (var i = 0; i < group.Count; i++)
                {
                    if (group[i] is TruncateRequest truncate)
                        results[i] = _table.DeleteSome(truncate.Partition.Stream, truncate.Before);
                    else if (group[i] is AppendRequest { State: { } state } append)
                        results[i] = AppendWith(state, append);
                }
            });

            for (var i = 0; i < group.Count; i++)
            {
                if (group[i] is AppendRequest { State: not null } append && results[i] != AppendRequest.TakenOver)
                    chunks.AddRange(append.Chunks);
            }

            LogMetrics.Committed(
                TimeProvider.System.GetElapsedTime(started), chunks.Sum(chunk => chunk.Records), chunks.Sum(chunk => (long)chunk.Bytes));
            foreach (var chunk in chunks)
                chunk.Partition.Appended.Raise();
            for (var i = 0; i < group.Count; i++)
                group[i].Succeed(results[i]);
        }
        catch (Exception e)
        {
            SqliteLogMessages.CommitFailed(_logger, e, group.Count);
            if (e is LogException)
                throw;
            throw new LogException("The log's writer failed: " + e.Message, e);
        }
    }

    private int AppendWith(WriterState state, AppendRequest append)
    {
        if (!_writers.TryStore(state))
            return AppendRequest.TakenOver;
        foreach (var chunk in append.Chunks)
            _table.Append(chunk);
        return 0;
    }

    /// <summary>Joins small chunks of one partition, as far as they fit into one.</summary>
    private static List<RecordBatch> Merge(List<WriteRequest> group)
    {
        var chunks = new List<RecordBatch>();
        var last = new Dictionary<SqlitePartition, RecordBatch>();
        foreach (var chunk in group.OfType<AppendRequest>().Where(append => append.State is null).SelectMany(append => append.Chunks))
        {
            if (last.TryGetValue(chunk.Partition, out var open) && open.TryAdd(chunk))
                continue;

            chunks.Add(chunk);
            last[chunk.Partition] = chunk;
        }

        return chunks;
    }
}
