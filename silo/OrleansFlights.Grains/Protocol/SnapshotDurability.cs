using OrleansFlights.Flights;
using OrleansFlights.Streams;

namespace OrleansFlights.Grains.Protocol;

/// <summary>What an activation may do with its view's stored snapshot.</summary>
public enum SnapshotOwnership
{
    /// <summary>An older activation may still write it: this one writes first, before it counts anything.</summary>
    Candidate,

    /// <summary>No activation that began before can write it any more.</summary>
    Owner,

    /// <summary>Another activation has taken over; this one ends.</summary>
    Superseded,
}

/// <summary>A snapshot that was taken to be written.</summary>
/// <param name="Bytes">What to write.</param>
/// <param name="Seen">What it had seen of each partition when it was taken.</param>
/// <param name="Life">The store's life that was known then.</param>
/// <param name="OwnedIn">The store's life that was told just before, by the store itself.</param>
public sealed record TakenSnapshot(byte[] Bytes, (int Partition, long Seen)[] Seen, string Life, string? OwnedIn);

/// <summary>
/// Decides when one activation of a view writes the snapshot, whether it may, and up to where what it counted is durable. An activation
/// writes what it read before it counts anything, so that no older one, on a silo that goes or is cut off, can write any more: else its
/// reader would record what this one never saw, and the next reader's batches say that all before them is settled. Invariant: what is
/// called durable was in a snapshot when its writing began, in the store's present life.
/// </summary>
/// <remarks>Pure; not safe for concurrent use.</remarks>
public sealed class SnapshotDurability
{
    private readonly DurableOffsets _durable = new();
    private string? _told;
    private string? _ownedIn;

    /// <summary>What this activation may do.</summary>
    public SnapshotOwnership Ownership { get; private set; } = SnapshotOwnership.Candidate;

    /// <summary>The store's life as far as it is known; empty before anybody told.</summary>
    public string Life => _durable.Life;

    /// <summary>Whether the snapshot has to be written before a batch may be counted.</summary>
    public bool MustOwnFirst => Ownership != SnapshotOwnership.Owner;

    /// <summary>Whether to look, before a question is answered, if an older activation has written a snapshot since.</summary>
    public bool MustLookFirst => Ownership == SnapshotOwnership.Candidate;

    /// <summary>Notes the store's life as the store itself tells it, before the snapshot is written.</summary>
    public void NoteTold(string life) => _told = life;

    /// <summary>Whether a batch claims nothing, or what holds for this activation.</summary>
    public bool Trusts(ViewState state, StreamBatch<FlightFact> batch) =>
        !batch.Claims || Trusts(state.Seen(batch.Partition), batch.SettledTo, batch.Life);

    /// <summary>
    /// Whether a batch's claim that what it covers without sending it is settled holds for this activation: it has seen all that, or it
    /// wrote the snapshot in the life of the store in which that was settled. One that began from a store that went back lacks what a
    /// reader believes to be settled which has not found that out.
    /// </summary>
    /// <param name="seen">What was seen of the partition.</param>
    /// <param name="settledTo">The offset below which the batch claims what it does not send.</param>
    /// <param name="life">The life in which it is settled; null when the sender does not tell.</param>
    public bool Trusts(long seen, long settledTo, string? life) => seen >= settledTo || life is null || life == _ownedIn;

    /// <summary>Takes over the store's life; in another one nothing is durable yet.</summary>
    public void GoOnIn(string life) => _durable.GoOnIn(life);

    /// <summary>Notes that a view was read from its stored snapshot.</summary>
    public void NoteRead(ViewState state) => _durable.Note(Seen(state), _durable.Life);

    /// <summary>Takes a snapshot to be written.</summary>
    public TakenSnapshot Take(ViewState state) => new(SnapshotCodec.Write(state), Seen(state), _durable.Life, _told);

    /// <summary>Notes that a snapshot is written.</summary>
    public void NoteWritten(TakenSnapshot taken)
    {
        Ownership = SnapshotOwnership.Owner;
        _ownedIn = taken.OwnedIn;
        _durable.Note(taken.Seen, taken.Life);
    }

    /// <summary>Notes that another activation has written since this one read.</summary>
    public void NoteSuperseded() => Ownership = SnapshotOwnership.Superseded;

    /// <summary>
    /// Takes what the store holds while there is nothing to own: a view without a snapshot stays unwritten until it has something to count.
    /// </summary>
    /// <param name="exists">Whether there is a snapshot now.</param>
    /// <returns>Whether this activation goes on; if not, an older one has written meanwhile.</returns>
    public bool NoteLooked(bool exists)
    {
        if (exists && Ownership == SnapshotOwnership.Candidate)
            Ownership = SnapshotOwnership.Superseded;
        return Ownership != SnapshotOwnership.Superseded;
    }

    /// <summary>The offset up to which, exclusive, everything of a partition is durable or below the oldest cut.</summary>
    public long Durable(ViewState state, int partition) => Math.Max(_durable[partition], state.Oldest[partition]);

    /// <summary>Whether a snapshot has to be written for a view to be durable up to an offset, as far as it has seen that.</summary>
    public bool MustWrite(ViewState state, int partition, long upTo) =>
        Durable(state, partition) < upTo && Durable(state, partition) < state.Seen(partition);

    /// <summary>Whether an activation that ends has counted what is not durable and may still write it.</summary>
    public bool MustWriteAtEnd(ViewState state) => Ownership == SnapshotOwnership.Owner
        && state.Partitions.Any(partition => Durable(state, partition) < state.Seen(partition));

    private static (int Partition, long Seen)[] Seen(ViewState state) => [.. state.Partitions.Select(p => (p, state.Seen(p)))];
}
