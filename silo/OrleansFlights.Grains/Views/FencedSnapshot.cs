using Orleans.Storage;
using OrleansFlights.Grains.Protocol;

namespace OrleansFlights.Grains.Views;

/// <summary>
/// Reads and writes a view's snapshot as <see cref="SnapshotDurability"/> decides, one call to the store at a time.
/// </summary>
/// <remarks>For use within one grain's turns, not across threads.</remarks>
/// <param name="stored">The stored snapshot, as it was read.</param>
/// <param name="durability">Decides.</param>
/// <param name="state">The view's state.</param>
/// <param name="leave">Ends the activation: another is the one to go on.</param>
internal sealed class FencedSnapshot(
    IPersistentState<ViewSnapshot> stored, SnapshotDurability durability, Func<ViewState> state, Action leave)
{
    /// <summary>Waits in the grain's turns for something whose failure is told to whoever began it.</summary>
    private const ConfigureAwaitOptions ItsEnd = ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    private Task _writing = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;

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
        if (durability.Ownership == SnapshotOwnership.Superseded)
            throw Lost();
        var taken = durability.Take(state());
        stored.State.Bytes = taken.Bytes;
        try
        {
            await stored.WriteStateAsync();
            durability.NoteWritten(taken);
        }
        catch (InconsistentStateException)
        {
            durability.NoteSuperseded();
            leave();
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
        if (durability.Ownership == SnapshotOwnership.Owner)
            return;
        await stored.ReadStateAsync();
        if (durability.NoteLooked(Exists))
            return;
        leave();
        throw Lost();
    }

    private static InconsistentStateException Lost() => new("another activation has written the snapshot since this one read it");
}
