using OrleansFlights.Log;

namespace OrleansFlights.Producer.Mortal;

/// <summary>The log of a process that dies at one of its commits.</summary>
internal sealed class MortalLog(IEventLog log, Death death) : IEventLog, IStatefulLog
{
    private int _commits;

    public ITopic Events => log.Events;

    public ITopic DeadLetters => log.DeadLetters;

    public ITopic Open(string topic, bool compacted) => log.Open(topic, compacted);

    public async ValueTask<IStatefulWriter> OpenWriterAsync(string topic, string name, CancellationToken cancellationToken) =>
        new Writer(this, await ((IStatefulLog)log).OpenWriterAsync(topic, name, cancellationToken));

    private async ValueTask CommitAsync(Func<ValueTask> commit)
    {
        var isLast = ++_commits == death.Commit;
        if (isLast && death.IsBefore)
            Death.Now();
        if (isLast && death.Into is { } into)
            _ = Task.Delay(into).ContinueWith(_ => Death.Now(), TaskScheduler.Default);
        await commit();
        if (isLast)
            Death.Now();
    }

    private sealed class Writer(MortalLog log, IStatefulWriter writer) : IStatefulWriter
    {
        public ReadOnlyMemory<byte> State => writer.State;

        public ValueTask CommitAsync(ReadOnlyMemory<LogEntry> entries, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) =>
            log.CommitAsync(() => writer.CommitAsync(entries, state, cancellationToken));

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
