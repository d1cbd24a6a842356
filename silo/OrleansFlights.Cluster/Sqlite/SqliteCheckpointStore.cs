using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Cluster.Sqlite;

/// <summary>Checkpoints in the silo's SQLite file.</summary>
public sealed class SqliteCheckpointStore(SiloDatabase database, string topic) : ICheckpointStore
{
    /// <summary>The tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS checkpoints (topic TEXT, partition INTEGER, position INTEGER NOT NULL, PRIMARY KEY (topic, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS holes (topic TEXT, partition INTEGER, low INTEGER, high INTEGER, PRIMARY KEY (topic, partition, low, high)) WITHOUT ROWID;
        """;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<int, long>> ReadAsync(CancellationToken cancellationToken) => await database.ReadAsync(statements =>
    {
        using var rows = statements.Command("SELECT partition, position FROM checkpoints WHERE topic = $topic", ("$topic", topic)).ExecuteReader();
        var positions = new Dictionary<int, long>();
        while (rows.Read())
            positions.Add(rows.GetInt32(0), rows.GetInt64(1));
        return positions;
    });

    /// <inheritdoc/>
    public async ValueTask WriteAsync(int partition, long position, CancellationToken cancellationToken) => await database.WriteAsync(statements => statements.Command(
        "INSERT OR REPLACE INTO checkpoints (topic, partition, position) VALUES ($topic, $partition, $position)",
        ("$topic", topic),
        ("$partition", partition),
        ("$position", position)).ExecuteNonQuery());

    /// <inheritdoc/>
    public async ValueTask AddHoleAsync(LogHole hole, CancellationToken cancellationToken) => await database.WriteAsync(statements => statements.Command(
        "INSERT OR IGNORE INTO holes (topic, partition, low, high) VALUES ($topic, $partition, $low, $high)",
        ("$topic", topic),
        ("$partition", hole.Partition),
        ("$low", hole.From),
        ("$high", hole.To)).ExecuteNonQuery());

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LogHole>> ReadHolesAsync(CancellationToken cancellationToken) => await database.ReadAsync(statements =>
    {
        using var rows = statements.Command("SELECT partition, low, high FROM holes WHERE topic = $topic", ("$topic", topic)).ExecuteReader();
        var holes = new List<LogHole>();
        while (rows.Read())
            holes.Add(new LogHole(rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2)));
        return holes;
    });
}
