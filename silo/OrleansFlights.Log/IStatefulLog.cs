namespace OrleansFlights.Log;

/// <summary>
/// A log that appends records together with a state of whoever wrote them: both or neither, however a process or the log dies. So a writer
/// that is started again finds out exactly how far it came.
/// </summary>
public interface IStatefulLog
{
    /// <summary>Opens a writer by its name. One of the same name that was opened before, by any process, cannot commit any more.</summary>
    /// <param name="topic">The topic that it appends to.</param>
    /// <param name="name">Its name, 1 to 200 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LogException">The log cannot do it.</exception>
    ValueTask<IStatefulWriter> OpenWriterAsync(string topic, string name, CancellationToken cancellationToken);
}

/// <summary>Appends records and its own state in one step. Used by one caller at a time.</summary>
public interface IStatefulWriter : IAsyncDisposable
{
    /// <summary>What the last commit under this name left; empty before the first.</summary>
    ReadOnlyMemory<byte> State { get; }

    /// <summary>Appends records and replaces the state; returns when both are durable.</summary>
    /// <param name="entries">The records; none to change the state only.</param>
    /// <param name="state">The new state, at most 512 KiB.</param>
    /// <param name="cancellationToken">Ends the wait; whether the commit took place then shows when the writer is opened again.</param>
    /// <exception cref="LogException">
    /// The log did not say that it has them. This writer is not used any more; one opened again by the same name tells by its state whether
    /// it has.
    /// </exception>
    ValueTask CommitAsync(ReadOnlyMemory<LogEntry> entries, ReadOnlyMemory<byte> state, CancellationToken cancellationToken);
}
