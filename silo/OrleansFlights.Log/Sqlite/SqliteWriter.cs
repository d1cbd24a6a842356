using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// The one writer of a file in this process. Whatever is asked while a commit runs goes into the next one, so callers share the cost of
/// reaching the disk. A request succeeds only after the commit that holds it, and offsets are chosen inside the file's write lock, so they
/// are dense whichever process appends.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxBytesPerCommit = 32 << 20;

    private readonly BlockingCollection<WriteRequest> _queue = [];
    private readonly SqliteSession _session;
    private readonly RecordBatchTable _table;
    private readonly WriterTable _writers;
    private readonly ILogger _logger;
    private readonly Thread _thread;

    public SqliteWriter(SqliteSession session, ILogger logger)
    {
        _session = session;
        _table = new RecordBatchTable(session);
        _writers = new WriterTable(session);
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "flight log writer" };
        _thread.Start();
    }

    /// <summary>Queues a request and gives its result once that is durable.</summary>
    public Task<int> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        request.CancelWith(cancellationToken);
        try
        {
            _queue.Add(request, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            request.Dispose();
            throw new ObjectDisposedException(nameof(SqliteWriter), "The log is closed.");
        }

        return request.Done;
    }

    /// <summary>Writes what is queued, then closes.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
        _table.Dispose();
        _writers.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        var group = new List<WriteRequest>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            var bytes = Take(first, group);
            while (bytes < MaxBytesPerCommit && _queue.TryTake(out var next))
                bytes += Take(next, group);

            if (group.Count > 0)
                Commit(group);
            group.Clear();
        }
    }

    private static int Take(WriteRequest request, List<WriteRequest> group)
    {
        if (!request.TryTake())
        {
            request.Dispose();
            return 0;
        }

        group.Add(request);
        return request is AppendRequest append ? append.Chunks.Sum(chunk => chunk.Bytes) : 0;
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

            LogMetrics.Committed(TimeProvider.System.GetElapsedTime(started), chunks.Sum(chunk => chunk.Records), chunks.Sum(chunk => (long)chunk.Bytes));
            foreach (var chunk in chunks)
                chunk.Partition.Appended.Raise();
            for (var i = 0; i < group.Count; i++)
                group[i].Succeed(results[i]);
        }
        catch (Exception e)
        {
            SqliteLogMessages.CommitFailed(_logger, e, group.Count);
            foreach (var request in group)
                request.Fail(e is LogException ? e : new LogException("The log's writer failed: " + e.Message, e));
        }
        finally
        {
            foreach (var request in group)
                request.Dispose();
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
