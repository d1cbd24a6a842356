namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>The steps in which much is lost at once.</summary>
internal static class Losses
{
    public static string? CrashSilo(World world, int silo)
    {
        if (world.AnyLost)
            return null;
        foreach (var view in world.Activations.Where(v => v.Silo == silo).ToList())
            view.Kill();
        world.Readers.RemoveAll(r => r.Silo == silo);
        world.Looks[silo] = null;
        return $"silo {silo} crashes";
    }

    /// <summary>
    /// The store goes back to an older copy while the readers live; what activations would write next is refused, so they end. The readers
    /// find out by their next checkpoint; until then they send what claims that more is settled than the store holds.
    /// </summary>
    public static string? GoBack(World world)
    {
        if (world.AnyLost || !world.RestoreCopy())
            return null;
        foreach (var active in world.Activations.ToList())
            active.Kill();
        for (var silo = 0; silo < World.Silos; silo++)
            world.RefreshLook(silo);
        return $"the store goes back to its copy: recorded {string.Join(' ', world.Recorded)}";
    }

    /// <summary>
    /// A view's snapshot and the checkpoints are gone, and the silos start again: its views are built from the log above the oldest cut.
    /// </summary>
    public static string? LoseStores(World world, int a)
    {
        var view = a % world.Views;
        foreach (var active in world.Activations.ToList())
            active.Kill();
        world.Readers.Clear();
        world.Network.Clear();
        Array.Clear(world.Looks);
        Array.Clear(world.Recorded);
        world.Snapshots[view] = null;
        return $"the checkpoints and the snapshot of view {view} are lost, and all silos start again";
    }

    /// <summary>
    /// A view's snapshot alone is lost while the readers that were told it is durable live: they have to go back as soon as the view says
    /// what it lacks. Only where the loss can show: each partition with a checkpoint has one reader, no batch under way claims to be a
    /// first one, no checkpoint under way has the view's word already, and nothing of it is still held that was recorded.
    /// </summary>
    public static string? LoseSnapshot(World world, int a, bool noticed)
    {
        var view = a % world.Views;
        if (!world.Rules.LosesSnapshots || world.AnyLost || world.Snapshots[view] is null)
            return null;
        if (world.Readers.Exists(r => r.Pass is { } pass && (!noticed || pass.HasWordOf(World.Streams[view]))))
            return null;
        for (var p = 0; p < world.Log.Length; p++)
        {
            var readers = world.Readers.FindAll(r => r.Partition == p);
            if (readers.Count == 0 && world.Recorded[p] is null)
                continue;
            if (readers.Count != 1 || !(readers[0].Start == readers[0].Floor || readers[0].Sent.Contains(view)))
                return null;
            if (readers[0].Book.Owed(world.Recorded[p] ?? 0).Exists(owed => owed.Stream == World.Streams[view]))
                return null;
            if (IsFirst(readers[0].Book.From(World.Streams[view], readers[0].Floor)?.CoversFrom, readers[0])
                || readers[0].Ahead.Any(
                    poll => poll.Parts.ToArray().Any(part => part.Stream == World.Streams[view] && IsFirst(part.CoversFrom, readers[0]))))
                return null;
        }

        if (world.Network.Exists(m => m.View == view && (IsFirst(m.Batch.CoversFrom, m.Reader) || !world.Readers.Contains(m.Reader))))
            return null;

        foreach (var active in world.Activations.Where(v => v.View == view).ToList())
            active.Kill();
        world.Network.RemoveAll(m => m.View == view);
        world.Snapshots[view] = null;
        world.Lose(view);
        for (var silo = 0; silo < World.Silos; silo++)
            world.RefreshLook(silo);
        if (!noticed)
            return $"the snapshot of view {view} is lost";

        Notice(world, view);
        return $"the snapshot of view {view} is lost, and it asks the readers for all again";
    }

    /// <summary>A view asks every reader for what it has not seen, as it does when a batch shows it that something is missing.</summary>
    public static void Notice(World world, int view)
    {
        foreach (var reader in world.Readers)
            reader.Resend(view, world.Activation(view).State.Seen(reader.Partition), arrives: true);
    }

    private static bool IsFirst(long? coversFrom, ReaderDriver reader) => coversFrom <= reader.Floor && reader.Start > reader.Floor;
}
