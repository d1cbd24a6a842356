using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Sqlite;

/// <summary>
/// A log's file and this process's way to it: one writer, one connection for short questions, one more per reader. Any number of
/// processes may hold the same file.
/// </summary>
internal sealed class SqliteLogFile : IDisposable
{
    private const int Format = 1;

    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS topic (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, first_stream INTEGER NOT NULL, partitions INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS chunk (id INTEGER PRIMARY KEY, base_offset INTEGER NOT NULL, payload BLOB NOT NULL);
        PRAGMA user_version = 1;
        """;

    /// <summary>Which log a topic of this file is; files of earlier versions get it when they are opened.</summary>
    private const string IdentitySchema = "CREATE TABLE IF NOT EXISTS topic_identity (topic INTEGER PRIMARY KEY, identity TEXT NOT NULL)";

    private readonly SqliteFile _file;
    private readonly Lock _gate = new();
    private readonly SqliteSession _session;
    private readonly RecordBatchTable _table;

    public SqliteLogFile(string path, TimeSpan lockTimeout, ILogger logger)
    {
        _file = new SqliteFile(
            path, "The log", failure => new LogException(failure.Message, failure.Cause) { IsTransient = failure.IsTransient })
        {
            LockTimeout = lockTimeout,
            PagesPerCheckpoint = 4000,
            CacheKiB = 8 << 10,
        };
        _file.MakeDirectory();
        _session = OpenSession();
        try
        {
            MakeTables();
            _table = new RecordBatchTable(_session);
            Writer = new SqliteWriter(OpenSession(), logger);
            Changes = new ChangeWatch(OpenSession);
        }
        catch
        {
            _table?.Dispose();
            _session.Dispose();
            throw;
        }
    }

    public string Path => _file.Path;

    public SqliteWriter Writer { get; }

    /// <summary>Wakes readers when any process changed the file.</summary>
    public ChangeWatch Changes { get; }

    /// <summary>One more connection.</summary>
    public SqliteSession OpenSession() => SqliteSession.Open(_file);

    /// <summary>The partitions of a topic, which is made with <paramref name="partitions"/> of them when it does not exist.</summary>
    public SqlitePartition[] OpenTopic(string name, int partitions)
    {
        lock (_gate)
        {
            var (first, count) = FindTopic(name) ?? AddTopic(name, partitions);
            if (FindIdentity(_session, name) is null)
                AddIdentity(name);
            return [.. Enumerable.Range(0, count).Select(number => new SqlitePartition(number, first + number))];
        }
    }

    /// <summary>Takes over a writer's name.</summary>
    public WriterState OpenWriter(string id)
    {
        lock (_gate)
            return WriterTable.Open(_session, id);
    }

    /// <summary>Where a stream begins and ends.</summary>
    public (long Begin, long End) Extent(long stream)
    {
        lock (_gate)
            return _table.Extent(stream);
    }

    /// <summary>The bytes of the file's pages that hold something.</summary>
    public long UsedBytes()
    {
        lock (_gate)
        {
            using var size = _session.Prepare(
                """
                SELECT (p.page_count - f.freelist_count) * s.page_size
                FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s
                """);
            return Value(size);
        }
    }

    /// <summary>The identity of a topic in the file that lies at the path now, which need not be the one that was opened.</summary>
    /// <exception cref="LogException">There is no file, or no such topic in it.</exception>
    public LogIdentity ReadIdentity(string topic)
    {
        if (!File.Exists(Path))
            throw new LogException($"The log {Path} does not exist any more.") { IsMissing = true };
        using var session = SqliteSession.Open(_file, mayMake: false);
        return FindIdentity(session, topic)
            ?? throw new LogException($"The log {Path} holds no topic {topic} any more.") { IsMissing = true };
    }

    public void Dispose()
    {
        Changes.Dispose();
        Writer.Dispose();
        lock (_gate)
        {
            _table.Dispose();
            _session.Dispose();
        }
    }

    private void MakeTables()
    {
        using var version = _session.Prepare("PRAGMA user_version");
        var found = Value(version);
        if (found is not (0 or Format))
            throw new LogException($"The log {Path} has format {found}; this version reads format {Format}.");
        if (found == 0)
            _session.Write(() => _session.Execute(Schema));
        if (!HasIdentities(_session))
            _session.Write(() => _session.Execute(IdentitySchema));
    }

    private static bool HasIdentities(SqliteSession session)
    {
        using var find = session.Prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'topic_identity'");
        return Value(find) > 0;
    }

    private static LogIdentity? FindIdentity(SqliteSession session, string topic)
    {
        if (!HasIdentities(session))
            return null;
        using var find = session.Prepare("SELECT i.identity FROM topic_identity i JOIN topic t ON t.id = i.topic WHERE t.name = ?1");
        var identity = find.Bind(1, topic).Step() ? new LogIdentity(find.Text(0)) : null;
        find.Reset();
        return identity;
    }

    private void AddIdentity(string topic)
    {
        using var add = _session.Prepare("INSERT OR IGNORE INTO topic_identity (topic, identity) SELECT id, ?2 FROM topic WHERE name = ?1");
        _session.Write(() => add.Bind(1, topic).Bind(2, Guid.NewGuid().ToString("N")).Run());
    }

    private (long First, int Count)? FindTopic(string name)
    {
        using var find = _session.Prepare("SELECT first_stream, partitions FROM topic WHERE name = ?1");
        (long, int)? topic = find.Bind(1, name).Step() ? (find.Int64(0), (int)find.Int64(1)) : null;
        find.Reset();
        return topic;
    }

    private (long First, int Count) AddTopic(string name, int partitions)
    {
        using var add = _session.Prepare(
            """
            INSERT INTO topic (name, first_stream, partitions)
            SELECT ?1, coalesce(max(first_stream + partitions), 0), ?2 FROM topic WHERE true
            ON CONFLICT (name) DO NOTHING
            """);
        _session.Write(() => add.Bind(1, name).Bind(2, partitions).Run());
        var topic = FindTopic(name)!.Value;
        return topic.First + topic.Count <= RecordBatchId.MaxStreams
            ? topic
            : throw new LogException($"The log {Path} is full: it holds at most {RecordBatchId.MaxStreams} partitions.");
    }

    private static long Value(SqliteStatement statement)
    {
        statement.Step();
        var value = statement.Int64(0);
        statement.Reset();
        return value;
    }
}
