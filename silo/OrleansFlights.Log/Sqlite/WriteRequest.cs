namespace OrleansFlights.Log.Sqlite;

/// <summary>Something the writer is asked to do; its task ends when that is durable. Can be cancelled until the writer begins it.</summary>
internal abstract class WriteRequest : IDisposable
{
    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;
    private int _taken;

    public Task<int> Done => _done.Task;

    public void CancelWith(CancellationToken token) => _cancellation = token.UnsafeRegister(
        static (state, cancelled) =>
        {
            var request = (WriteRequest)state!;
            if (request.TryTake())
                request._done.TrySetCanceled(cancelled);
        },
        this);

    /// <summary>Whether the caller is the first to take it: the writer to do it, or a cancellation to drop it.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    public void Succeed(int result) => _done.TrySetResult(result);

    public void Fail(Exception reason) => _done.TrySetException(reason);

    public virtual void Dispose() => _cancellation.Dispose();
}

/// <summary>Asks to append packed records, per partition in their order, and to store their writer's state if they have one.</summary>
internal sealed class AppendRequest(List<RecordBatch> chunks, WriterState? state = null) : WriteRequest
{
    /// <summary>The result of a request whose writer was taken over: nothing was appended.</summary>
    public const int TakenOver = -1;

    public WriterState? State { get; } = state;

    public List<RecordBatch> Chunks { get; } = chunks;

    public override void Dispose()
    {
        base.Dispose();
        foreach (var chunk in Chunks)
            chunk.Dispose();
    }
}

/// <summary>Asks to delete some chunks that end at or below an offset; its result is how many were deleted.</summary>
internal sealed class TruncateRequest(SqlitePartition partition, long before) : WriteRequest
{
    public SqlitePartition Partition { get; } = partition;

    public long Before { get; } = before;
}
