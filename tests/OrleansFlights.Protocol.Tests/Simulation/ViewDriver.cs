using OrleansFlights.Flights;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Streams;
using OrleansFlights.Views;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>A generation and its row, loaded and not gone over to yet.</summary>
internal sealed record Adoption(Generation Generation, FlightTally Batch, Cut Oldest, IReadOnlyDictionary<int, long> Checkpoints);

/// <summary>A view's snapshot as it is stored.</summary>
internal sealed record StoredSnapshot(byte[] Bytes, int ETag, long[] Seen);

/// <summary>How a write to a store ends.</summary>
internal enum WriteEnd
{
    Written,
    Failed,

    /// <summary>Written, but the writer was told that it failed.</summary>
    WrittenUnheard,
}

/// <summary>
/// One activation of a view: moves batches, snapshots and generations between the product's own decisions and the world, in place of the
/// grain's turns.
/// </summary>
internal sealed class ViewDriver
{
    private readonly World _world;
    private readonly SnapshotDurability _durability = new();

    public ViewDriver(World world, int view, int silo)
    {
        _world = world;
        View = view;
        Silo = silo;
        var oldest = Look?.Generations.OldestCut ?? Cut.Zero;
        if (world.Snapshots[view] is { } stored)
        {
            State = world.Rules.Restore(stored.Bytes, world.Segments, oldest);
            ETag = stored.ETag;
            _durability.NoteRead(State);
            if (world.Rules.OwnsFirst)
                Own();
        }
        else
        {
            State = new ViewState(world.Segments, oldest);
        }
    }

    public int View { get; }

    public int Silo { get; }

    public ViewState State { get; }

    public int ETag { get; private set; }

    public bool IsDead { get; private set; }

    public Adoption? Loaded { get; private set; }

    private SiloStatus? Look => _world.Looks[Silo];

    public void Kill() => IsDead = true;

    /// <summary>Whether it is asked in vain: it began without a snapshot, and an older activation has written one since.</summary>
    public bool LooksInVain()
    {
        if (_durability.MustLookFirst && _world.Rules.OwnsFirst && !_durability.NoteLooked(_world.Snapshots[View] is not null))
            Kill();
        return IsDead;
    }

    /// <summary>
    /// Takes a batch. Before the first it makes sure that no older activation can write the snapshot any more; on a gap, that it knows the
    /// oldest cut which its silo knows.
    /// </summary>
    public ApplyResult Take(StreamBatch<FlightFact> batch)
    {
        if (_durability.MustOwnFirst && _world.Rules.OwnsFirst)
        {
            Own();
            if (IsDead)
                return ApplyResult.Gap;
        }

        if (_world.Rules.ComparesLives && !_durability.Trusts(State, batch))
        {
            if (batch.Life == _world.Life)
                Own();
            if (IsDead || !_durability.Trusts(State, batch))
                return ApplyResult.Gap;
        }

        var coverage = _world.Rules.Apply(State, batch);
        if (coverage == ApplyResult.Gap && Look is { } look && look.Generations.OldestCut[batch.Partition] > State.Oldest[batch.Partition])
        {
            Load(again: true);
            Finish();
            if (!IsDead)
                coverage = _world.Rules.Apply(State, batch);
        }

        return coverage;
    }

    /// <summary>Makes durable what was counted; null when the activation ends instead of answering.</summary>
    public long? Checkpoint(int partition, long upTo, string life, WriteEnd end)
    {
        _durability.GoOnIn(life);
        if (_durability.MustWrite(State, partition, upTo))
            Save(end);
        return IsDead ? null : _durability.Durable(State, partition);
    }

    /// <summary>Loads the published generation's row, if it is another than the one adopted and the store can be read.</summary>
    public void Load(bool again = false)
    {
        if (Loaded is not null || IsDead)
            return;
        var look = Look ?? _world.RefreshLook(Silo);
        if (!_world.Rules.Reaches(State, look.Generations.Published))
            look = _world.RefreshLook(Silo);
        var published = look.Generations.Published;
        if ((!again && State.Adopted?.Id == published.Id) || !_world.Batch.IsRetained(published))
            return;
        Loaded = new Adoption(published, _world.Batch.Total(published.Id, View), look.Generations.OldestCut, look.Checkpoints);
    }

    /// <summary>Goes over to the generation that was loaded.</summary>
    public void Finish()
    {
        if (Loaded is not { } adoption || IsDead)
            return;
        Loaded = null;
        if (_world.Rules.Adopt(this, adoption) != AuditResult.Drift)
            return;

        // Only the activation that may write knows that it lacks nothing.
        if (ETag == (_world.Snapshots[View]?.ETag ?? 0))
            _world.Fail(_world.IsLost(View) ? null : $"view {View} reports drift under generation {adoption.Generation.Id}");
        else
            Kill();
    }

    private void Own()
    {
        _durability.NoteTold(_world.Life);
        Save(WriteEnd.Written);
    }

    private void Save(WriteEnd end)
    {
        if (end == WriteEnd.Failed)
            return;
        var stored = _world.Snapshots[View]?.ETag ?? 0;
        if (stored != ETag)
        {
            _durability.NoteSuperseded();
            Kill();
            return;
        }

        var taken = _durability.Take(State);
        var seen = new long[_world.Log.Length];
        foreach (var (partition, offset) in taken.Seen)
            seen[partition] = offset;
        _world.Snapshots[View] = new StoredSnapshot(_world.Rules.Write(State), stored + 1, seen);
        if (end == WriteEnd.WrittenUnheard)
            return;
        ETag = stored + 1;
        _durability.NoteWritten(taken);
    }
}
