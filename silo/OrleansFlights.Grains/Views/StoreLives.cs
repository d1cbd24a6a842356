using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Grains.Views;

/// <summary>
/// Asks the store for its life, once for all views of a silo that want to know it at a time: thousands of them begin at once when a silo
/// starts.
/// </summary>
public sealed class StoreLives(ICheckpointStore store)
{
    private readonly Lock _gate = new();
    private Task<string> _running = Task.FromResult("");
    private Task<string>? _next;

    /// <summary>The life that the store is in at some moment after this call.</summary>
    public Task<string> ReadAsync()
    {
        lock (_gate)
            return _next ??= NextAsync(_running);
    }

    /// <summary>A question that is on its way may have been answered before the caller came: asks another after it.</summary>
    private async Task<string> NextAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<string> asked;
        lock (_gate)
        {
            asked = _running = store.GetLifeAsync(CancellationToken.None).AsTask();
            _next = null;
        }

        return await asked.ConfigureAwait(false);
    }
}
