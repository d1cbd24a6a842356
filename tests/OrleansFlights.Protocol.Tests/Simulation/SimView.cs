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

/// <summary>One activation of a view: what a grain keeps in memory, and its turns.</summary>
internal sealed class SimView
{
    private readonly World _world;
    private readonly long[] _durable;
    private bool _owns;

    public SimView(World world, int view, int silo)
    {
        _world = world;
        View = view;
        Silo = silo;
        _durable = new long[world.Log.Length];
        var oldest = Look?.Generations.OldestCut ?? Cut.Zero;
        if (world.Snapshots[view] is { } stored)
        {
            State = world.Rules.Restore(stored.Bytes, world.Segments, oldest);
            ETag = stored.ETag;
            stored.Seen.CopyTo(_durable, 0);
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
        if (!_owns && _world.Rules.OwnsFirst && _world.Snapshots[View] is not null)
            Kill();
        return IsDead;
    }

    /// <summary>
    /// Takes a batch. Before the first it makes sure that no older activation can write the snapshot any more; on a gap, that it knows the
    /// oldest cut which its silo knows.
    /// </summary>
    public ApplyResult Take(StreamBatch<FlightFact> batch)
    {
        if (!_owns && _world.Rules.OwnsFirst)
        {
            Own();
            if (IsDead)
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

    public long Checkpoint(int partition, long upTo, WriteEnd end)
    {
        if (Durable(partition) < upTo && Durable(partition) < State.Seen(partition))
            Save(end);
        return IsDead ? -1 : Durable(partition);
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
        Save(WriteEnd.Written);
        _owns = true;
    }

    private void Save(WriteEnd end)
    {
        if (end == WriteEnd.Failed)
            return;
        var stored = _world.Snapshots[View]?.ETag ?? 0;
        if (stored != ETag)
        {
            Kill();
            return;
        }

        var seen = new long[_durable.Length];
        for (var p = 0; p < seen.Length; p++)
            seen[p] = State.Partitions.Contains(p) ? State.Seen(p) : 0;
        _world.Snapshots[View] = new StoredSnapshot(_world.Rules.Write(State), stored + 1, seen);
        if (end == WriteEnd.WrittenUnheard)
            return;
        ETag = stored + 1;
        for (var p = 0; p < seen.Length; p++)
            _durable[p] = Math.Max(_durable[p], seen[p]);
    }

    private long Durable(int partition) => Math.Max(_durable[partition], State.Oldest[partition]);
}
