namespace OrleansFlights.Sqlite;

/// <summary>Something a <see cref="GroupCommit{TWrite}"/> is asked to write. It can be cancelled until its turn comes.</summary>
public abstract class GroupedWrite : IDisposable
{
    private CancellationTokenRegistration _cancellation;
    private int _taken;

    /// <summary>How much of a group it takes up, in the unit of the group's bound.</summary>
    public virtual long Weight => 1;

    /// <summary>Ends its task with an exception.</summary>
    public abstract void Fail(Exception reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal void CancelWith(CancellationToken token) => _cancellation = token.UnsafeRegister(
        static (state, cancelled) =>
        {
            var write = (GroupedWrite)state!;
            if (write.TryTake())
                write.Cancel(cancelled);
        },
        this);

    /// <summary>Whether the caller is the first to take it: the writer to do it, or a cancellation to drop it.</summary>
    internal bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Ends its task as cancelled.</summary>
    protected abstract void Cancel(CancellationToken cancelled);

    /// <summary>Lets go of what it holds.</summary>
    protected virtual void Dispose(bool disposing) => _cancellation.Dispose();
}

/// <summary>A <see cref="GroupedWrite"/> with a result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public abstract class GroupedWrite<TResult> : GroupedWrite
{
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the write is durable or failed.</summary>
    public Task<TResult> Done => _done.Task;

    /// <summary>Ends the task with its result, unless it has ended.</summary>
    public void Succeed(TResult result) => _done.TrySetResult(result);

    /// <inheritdoc/>
    public override void Fail(Exception reason) => _done.TrySetException(reason);

    /// <inheritdoc/>
    protected override void Cancel(CancellationToken cancelled) => _done.TrySetCanceled(cancelled);
}
