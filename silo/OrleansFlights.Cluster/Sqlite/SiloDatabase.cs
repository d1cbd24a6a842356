using Microsoft.Data.Sqlite;
using OrleansFlights.Sqlite;

namespace OrleansFlights.Cluster.Sqlite;

/// <summary>
/// The silo's own SQLite file: grain snapshots and checkpoints of the embedded stack. Writes share commits, so many small ones cost about
/// as much as one; a write completes when it is durable.
/// </summary>
public sealed class SiloDatabase : IAsyncDisposable
{
    private const int MaxWritesPerCommit = 4_096;

    private readonly SqliteSession _writer;
    private readonly SqliteSession _reader;
    private readonly GroupCommit<Request> _commits;
    private readonly SemaphoreSlim _oneReads = new(1);
    private int _disposed;

    /// <summary>Opens the file, made when it does not exist.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="schema">Statements that make the tables where they are missing.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public SiloDatabase(string path, string schema)
    {
        var file = new SqliteFile(path, "The silo's database", failure => failure.Cause);
        file.MakeDirectory();
        _writer = SqliteSession.Open(file);
        _writer.Execute(schema);
        _reader = SqliteSession.Open(file);
        _commits = new GroupCommit<Request>("silo's database", MaxWritesPerCommit, Commit);
    }

    /// <summary>Runs a query, one at a time; who waits for its turn holds no thread.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> query)
    {
        await _oneReads.WaitAsync();
        try
        {
            return await Task.Run(() => query(_reader));
        }
        finally
        {
            _oneReads.Release();
        }
    }

    /// <summary>
    /// Runs a write within a transaction that it shares with others; an exception of its own does not touch the others, so it must come
    /// before the write changed anything.
    /// </summary>
    /// <exception cref="SqliteException">The commit failed: disk full, read-only, and the like. Nothing of the transaction was
    /// written.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write)
    {
        using var request = new Request(session => write(session));
        _commits.Add(request);
        return (T)(await request.Done)!;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<SqliteSession> write) => WriteAsync<object?>(session =>
    {
        write(session);
        return null;
    });

    /// <summary>Finishes the writes under way and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await Task.Run(_commits.Dispose);
        _writer.Dispose();
        _reader.Dispose();
        _oneReads.Dispose();
    }

    private void Commit(List<Request> group)
    {
        var written = new List<Action>(group.Count);
        _writer.Write(() =>
        {
            foreach (var request in group)
            {
                try
                {
                    var result = request.Run(_writer);
                    written.Add(() => request.Succeed(result));
                }
                catch (Exception e) when (e is not SqliteException)
                {
                    request.Fail(e);
                }
            }
        });
        written.ForEach(succeed => succeed());
    }

    private sealed class Request(Func<SqliteSession, object?> run) : GroupedWrite<object?>
    {
        public object? Run(SqliteSession session) => run(session);
    }
}
