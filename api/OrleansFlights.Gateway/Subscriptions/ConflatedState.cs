using System.Runtime.CompilerServices;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>
/// The newest of a series of states, for any number of readers. A reader that is slow skips states and finds the newest when it comes
/// back; nothing is kept for it, so nothing grows.
/// </summary>
/// <typeparam name="T">The states.</typeparam>
public sealed class ConflatedState<T>
    where T : class
{
    private readonly Lock _gate = new();
    private State _state = new(null);

    /// <summary>The newest state; null before the first.</summary>
    public T? Value => Volatile.Read(ref _state).Value;

    /// <summary>Sets the newest state and wakes those who wait for one.</summary>
    public void Publish(T value)
    {
        State before;
        lock (_gate)
        {
            before = _state;
            Volatile.Write(ref _state, new State(value));
        }

        before.Replaced.TrySetResult();
    }

    /// <summary>The newest state at once, if there is one, then each time the newest one again when it changed.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var state = Volatile.Read(ref _state);
            if (state.Value is { } value)
                yield return value;
            await state.Replaced.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class State(T? value)
    {
        public T? Value { get; } = value;

        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
