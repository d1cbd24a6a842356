using System.Collections.Concurrent;
using HotChocolate.AspNetCore.Subscriptions;

namespace OrleansFlights.Gateway.HotChocolate.Transport;

/// <summary>
/// The operations of a connection that are ending. HotChocolate forgets an operation by its id a moment after it ended, and would forget
/// the next one of that id instead: so the next one waits for that moment.
/// </summary>
internal sealed class OperationEnds
{
    private readonly ConcurrentDictionary<string, Task> _ending = new(StringComparer.Ordinal);

    /// <summary>Ends an operation.</summary>
    public void Begin(ISocketSession session, string id)
    {
        if (session.Operations.FirstOrDefault(o => o.Id == id) is not { } operation)
            return;
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ending[id] = gone.Task;
        operation.Completed += (_, _) => End();
        if (operation.IsCompleted)
            End();
        session.Operations.Complete(id);

        void End()
        {
            _ending.TryRemove(KeyValuePair.Create(id, gone.Task));
            gone.TrySetResult();
        }
    }

    /// <summary>Waits until no operation of an id is ending.</summary>
    public Task WaitAsync(string id, CancellationToken cancellationToken) =>
        _ending.TryGetValue(id, out var gone) ? gone.WaitAsync(cancellationToken) : Task.CompletedTask;
}
