using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace OrleansFlights.Cluster.Sqlite;

/// <summary>
/// The silo's own SQLite file: grain snapshots and checkpoints of the embedded stack. Writes queue up and share a commit, so many small ones cost
/// about as much as one; a write completes when it is durable.
/// </summary>
public sealed class SiloDatabase : IAsyncDisposable
{
    private const int MaxWritesPerCommit = 4_096;

    private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly SiloStatements _writing;
    private readonly SiloStatements _reading;
    private readonly SemaphoreSlim _oneReads = new(1);
    private readonly Task _run;

    /// <summary>Opens the file, made when it does not exist.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="schema">Statements that make the tables where they are missing.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public SiloDatabase(string file, string schema)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        _writer = Open(file);
        Execute(_writer, schema);
        _reader = Open(file);
        _writing = new SiloStatements(_writer);
        _reading = new SiloStatements(_reader);
        _run = Task.Run(RunAsync);
    }

    /// <summary>Runs a query, one at a time; who waits for its turn holds no thread.</summary>
    public async Task<T> ReadAsync<T>(Func<SiloStatements, T> query)
    {
        await _oneReads.WaitAsync();
        try
        {
            return await Task.Run(() => query(_reading));
        }
        finally
        {
            _oneReads.Release();
        }
    }

    /// <summary>Runs a write within a transaction that it shares with others; an exception of its own does not touch the others, so it must come before the write changed anything.</summary>
    /// <exception cref="SqliteException">The commit failed: disk full, read-only, and the like. Nothing of the transaction was written.</exception>
    public Task WriteAsync(Action<SiloStatements> write)
    {
        var item = new Write(write);
        return _writes.Writer.TryWrite(item)
            ? item.Done.Task
            : Task.FromException(new ObjectDisposedException(nameof(SiloDatabase)));
    }

    /// <summary>Finishes the writes under way and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_writes.Writer.TryComplete())
            return;
        await _run;
        _writing.Dispose();
        _reading.Dispose();
        await _writer.DisposeAsync();
        await _reader.DisposeAsync();
        _oneReads.Dispose();
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA journal_size_limit=16777216;");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task RunAsync()
    {
        var batch = new List<Write>();
        while (await _writes.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxWritesPerCommit && _writes.Reader.TryRead(out var write))
                batch.Add(write);
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Write> batch)
    {
        var written = new List<Write>(batch.Count);
        try
        {
            Execute(_writer, "BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                try
                {
                    write.Run(_writing);
                    written.Add(write);
                }
                catch (Exception e) when (e is not SqliteException)
                {
                    write.Done.TrySetException(e);
                }
            }

            Execute(_writer, "COMMIT");
            written.ForEach(w => w.Done.TrySetResult());
        }
        catch (SqliteException e)
        {
            RollBack();
            batch.ForEach(w => w.Done.TrySetException(e));
        }
    }

    private void RollBack()
    {
        try
        {
            Execute(_writer, "ROLLBACK");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
        {
            // SQLite had rolled back by itself, as it does when the disk is full.
        }
    }

    private sealed class Write(Action<SiloStatements> run)
    {
        public Action<SiloStatements> Run { get; } = run;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
