namespace OrleansFlights.Log.Sqlite;

/// <summary>The state of a writer, to be stored by the commit that appends its records.</summary>
/// <param name="Id">Topic and name.</param>
/// <param name="Epoch">How often the name had been opened when the writer was.</param>
/// <param name="Value">The state.</param>
internal sealed record WriterState(string Id, long Epoch, ReadOnlyMemory<byte> Value);

/// <summary>The table of writers' states. Its writes belong inside a write transaction of the session.</summary>
internal sealed class WriterTable(SqliteSession session) : IDisposable
{
    private const string Schema =
        "CREATE TABLE IF NOT EXISTS writer (id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, state BLOB NOT NULL) WITHOUT ROWID";

    private SqliteStatement? _store;

    /// <summary>Takes over a name: whoever had it before cannot store any more.</summary>
    public static WriterState Open(SqliteSession session, string id)
    {
        session.Execute(Schema);
        using var take = session.Prepare(
            "INSERT INTO writer VALUES (?1, 1, x'') ON CONFLICT (id) DO UPDATE SET epoch = epoch + 1 RETURNING epoch, state");
        WriterState? taken = null;
        session.Write(() =>
        {
            take.Bind(1, id).Step();
            taken = new WriterState(id, take.Int64(0), take.Blob(1).ToArray());
            take.Reset();
        });
        return taken!;
    }

    /// <summary>Stores a state; false when the name was opened again since.</summary>
    public bool TryStore(WriterState state)
    {
        _store ??= session.Prepare("UPDATE writer SET state = ?3 WHERE id = ?1 AND epoch = ?2 RETURNING 1");
        var stored = _store.Bind(1, state.Id).Bind(2, state.Epoch).Bind(3, state.Value.Span).Step();
        _store.Reset();
        return stored;
    }

    public void Dispose() => _store?.Dispose();
}
