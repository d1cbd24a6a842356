using Orleans.Storage;

namespace OrleansFlights.Grains.Views;

/// <summary>
/// A view's snapshot, and the right of one activation to write it. An activation writes what it read before it counts anything, so that no
/// older one, on a silo that goes or is cut off, can write any more: else its reader would record what this one never saw, and the next
/// reader's batches say that all before them is settled. A view that has no snapshot stays unwritten until it has something to count,
/// however often it is asked for.
/// </summary>
/// <remarks>For use within one grain's turns, not across threads.</remarks>
/// <param name="stored">The stored snapshot, as it was read.</param>
/// <param name="take">Takes a snapshot now; what it returns with it is called once that is written.</param>
/// <param name="leave">Ends the activation: another is the one to go on.</param>
internal sealed class FencedSnapshot(IPersistentState<ViewSnapshot> stored, Func<(byte[] Bytes, Action Written)> take, Action leave)
{
    /// <summary>Waits in the grain's turns for something whose failure is told to whoever began it.</summary>
    private const ConfigureAwaitOptions ItsEnd = ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    private Task _writing = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;
    private bool _isLost;

    /// <summary>Whether no other activation that began before can write any more.</summary>
    public bool IsOwned { get; private set; }

    /// <summary>Whether another activation has taken over.</summary>
    public bool IsLost => _isLost;

    /// <summary>Whether there is one.</summary>
    public bool Exists => stored.RecordExists;

    /// <summary>What it holds.</summary>
    public ReadOnlySpan<byte> Bytes => stored.State.Bytes;

    /// <summary>
    /// Reads what an activation lacks that came here from another silo: it brings its predecessor's state with it, which holds no bytes
    /// once they are written.
    /// </summary>
    public Task LoadAsync() => Exists && Bytes.IsEmpty ? stored.ReadStateAsync() : Task.CompletedTask;

    /// <summary>Writes a snapshot, or waits for the write under way.</summary>
    /// <exception cref="InconsistentStateException">Another activation wrote since; this one leaves.</exception>
    public Task WriteAsync() => _writing.IsCompleted ? _writing = WriteOnceAsync() : _writing;

    /// <summary>Looks, while there is nothing to own, whether an older activation has written one since.</summary>
    /// <exception cref="InconsistentStateException">It has; this activation leaves.</exception>
    public Task LookAgainAsync() => _looking.IsCompleted ? _looking = LookOnceAsync() : _looking;

    private async Task WriteOnceAsync()
    {
        await _looking.ConfigureAwait(ItsEnd);
        if (_isLost)
            throw Lost();
        var (bytes, written) = take();
        stored.State.Bytes = bytes;
        try
        {
            await stored.WriteStateAsync();
            IsOwned = true;
            written();
        }
        catch (InconsistentStateException)
        {
            Leave();
            throw;
        }
        finally
        {
            // The next write takes a new one: nothing has to keep these bytes, nor the task that wrote them, of each of many thousand
            // views.
            stored.State.Bytes = [];
            _writing = Task.CompletedTask;
        }
    }

    private async Task LookOnceAsync()
    {
        await _writing.ConfigureAwait(ItsEnd);
        if (IsOwned)
            return;
        await stored.ReadStateAsync();
        if (!Exists)
            return;
        Leave();
        throw Lost();
    }

    private void Leave()
    {
        _isLost = true;
        leave();
    }

    private static InconsistentStateException Lost() => new("another activation has written the snapshot since this one read it");
}
