using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Cluster.Sqlite;

/// <summary>Checkpoints in the silo's SQLite file.</summary>
public sealed class SqliteCheckpointStore(SiloDatabase database, string topic) : ICheckpointStore
{
    /// <summary>The tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS checkpoints (topic TEXT, partition INTEGER, position INTEGER NOT NULL, PRIMARY KEY (topic, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS holes (topic TEXT, partition INTEGER, low INTEGER, high INTEGER, PRIMARY KEY (topic, partition, low, high)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS stored_log (one INTEGER PRIMARY KEY CHECK (one = 1), topic TEXT NOT NULL, identity TEXT NOT NULL, segment_bits INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS quarantine (
            topic TEXT, partition INTEGER, stream_namespace TEXT, stream_key TEXT, position INTEGER NOT NULL,
            PRIMARY KEY (topic, partition, stream_namespace, stream_key)) WITHOUT ROWID;
        """;

    /// <summary>
    /// The file is this process's alone and every write is on the disk when it is acknowledged, so what is durable stays so.
    /// </summary>
    private const string Life = "file";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<int, long>> ReadAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(statements =>
    {
        using var rows = statements.Command("SELECT partition, position FROM checkpoints WHERE topic = $topic", ("$topic", topic))
            .ExecuteReader();
        var positions = new Dictionary<int, long>();
        while (rows.Read())
            positions.Add(rows.GetInt32(0), rows.GetInt64(1));
        return positions;
    });

    /// <inheritdoc/>
    public ValueTask<string> GetLifeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Life);

    /// <inheritdoc/>
    public async ValueTask<CheckpointWrite> WriteAsync(
        int partition, long? expected, long position, string life, CancellationToken cancellationToken)
    {
        var write = default(CheckpointWrite);
        await database.WriteAsync(statements =>
        {
            var found = (long?)statements.Command(
                "SELECT position FROM checkpoints WHERE topic = $topic AND partition = $partition", ("$topic", topic),
                    ("$partition", partition)).ExecuteScalar();
            write = new CheckpointWrite(found == expected && life == Life, found, Life);
            if (!write.IsWritten)
                return;
            statements.Command(
                "INSERT OR REPLACE INTO checkpoints (topic, partition, position) VALUES ($topic, $partition, $position)",
                ("$topic", topic),
                ("$partition", partition),
                ("$position", position)).ExecuteNonQuery();
            write = write with { Found = position };
        });
        return write;
    }

    /// <inheritdoc/>
    public async ValueTask<StoredLog?> ReadLogAsync(CancellationToken cancellationToken) => await database.ReadAsync(statements =>
    {
        using (var rows = statements.Command("SELECT topic, identity, segment_bits FROM stored_log").ExecuteReader())
        {
            if (rows.Read())
                return new StoredLog(rows.GetString(0), new LogIdentity(rows.GetString(1)), rows.GetInt32(2));
        }

        // Earlier versions kept no more than the topics of the checkpoints.
        using var topics = statements.Command(
            "SELECT topic FROM checkpoints ORDER BY topic = $topic DESC, topic LIMIT 1", ("$topic", topic)).ExecuteReader();
        return topics.Read() && topics.GetString(0) is var other && other != topic
            ? new StoredLog(other, LogIdentity.OfName(other), null) : null;
    });

    /// <inheritdoc/>
    public async ValueTask WriteLogAsync(StoredLog log, StoredLog? instead, CancellationToken cancellationToken) =>
        await database.WriteAsync(statements =>
        statements.Command(
            "INSERT OR REPLACE INTO stored_log (one, topic, identity, segment_bits) VALUES (1, $topic, $identity, $bits)",
            ("$topic", log.Topic),
            ("$identity", log.Identity.Value),
            ("$bits", log.SegmentBits!.Value)).ExecuteNonQuery());

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QuarantinedStream>> ReadQuarantineAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(statements =>
    {
        using var rows = statements.Command(
            "SELECT partition, stream_namespace, stream_key, position FROM quarantine WHERE topic = $topic", ("$topic", topic))
                .ExecuteReader();
        var streams = new List<QuarantinedStream>();
        while (rows.Read())
            streams.Add(new QuarantinedStream(rows.GetInt32(0), StreamId.Create(rows.GetString(1), rows.GetString(2)), rows.GetInt64(3)));
        return streams;
    });

    /// <inheritdoc/>
    public async ValueTask AddToQuarantineAsync(QuarantinedStream stream, CancellationToken cancellationToken) =>
        await database.WriteAsync(statements =>
        statements.Command(
            """
            INSERT INTO quarantine (topic, partition, stream_namespace, stream_key, position) VALUES ($topic, $partition, $namespace, $key, $position)
            ON CONFLICT DO UPDATE SET position = min(position, excluded.position)
            """,
            ("$topic", topic),
            ("$partition", stream.Partition),
            ("$namespace", stream.Stream.GetNamespace()!),
            ("$key", stream.Stream.GetKeyAsString()),
            ("$position", stream.From)).ExecuteNonQuery());

    /// <inheritdoc/>
    public async ValueTask RemoveFromQuarantineAsync(int partition, StreamId stream, CancellationToken cancellationToken) =>
        await database.WriteAsync(statements =>
        statements.Command(
            "DELETE FROM quarantine WHERE topic = $topic AND partition = $partition AND stream_namespace = $namespace AND stream_key = "
            + "$key",
            ("$topic", topic),
            ("$partition", partition),
            ("$namespace", stream.GetNamespace()!),
            ("$key", stream.GetKeyAsString())).ExecuteNonQuery());

    /// <inheritdoc/>
    public async ValueTask AddHoleAsync(LogHole hole, CancellationToken cancellationToken) =>
        await database.WriteAsync(statements => statements.Command(
        "INSERT OR IGNORE INTO holes (topic, partition, low, high) VALUES ($topic, $partition, $low, $high)",
        ("$topic", topic),
        ("$partition", hole.Partition),
        ("$low", hole.From),
        ("$high", hole.To)).ExecuteNonQuery());

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LogHole>> ReadHolesAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(statements =>
    {
        using var rows = statements.Command("SELECT partition, low, high FROM holes WHERE topic = $topic", ("$topic", topic))
            .ExecuteReader();
        var holes = new List<LogHole>();
        while (rows.Read())
            holes.Add(new LogHole(rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2)));
        return holes;
    });
}
