namespace OrleansFlights.Log.Sqlite;

/// <summary>A writer whose state lies in the log's own file, so that one transaction stores it and the records.</summary>
internal sealed class SqliteStatefulWriter(SqliteTopic log, WriterState opened) : IStatefulWriter
{
    public ReadOnlyMemory<byte> State { get; private set; } = opened.Value;

    public async ValueTask CommitAsync(ReadOnlyMemory<LogEntry> entries, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        if (!await log.CommitAsync(entries, opened with { Value = state }, cancellationToken))
            throw new LogException($"Another process has taken over what this one was writing to {log.Topic} ({opened.Id}).");
        State = state;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
