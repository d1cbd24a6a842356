using OrleansFlights.Grains.Protocol;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>Carries out the steps of a history.</summary>
internal static class Steps
{
    private const int MostUnderWay = 60;
    private const int MostReadersPerPartition = 2;

    public static void Run(World world, in Operation step)
    {
        var (kind, a, b, c) = step;
        var done = kind switch
        {
            Kind.Append => Append(world, a, b, c),
            Kind.Poll => OnReader(world, a, r => r.Poll(1 + (b % 6)) ? $"polls up to {r.Builder.Position}" : null),
            Kind.Hand => OnReader(world, a, r => r.Hand() ? $"hands out up to {r.Position}" : null),
            Kind.Deliver or Kind.DeliverAgain or Kind.DeliverJoined => Deliver(world, kind, a, b),
            Kind.Drop => OnMessage(world, a, (i, m) => { world.Network.RemoveAt(i); return $"{Text(m)} is lost"; }),
            Kind.Delay => OnMessage(world, a, (i, m) => { world.Network.RemoveAt(i); world.Network.Add(m); return $"{Text(m)} is late"; }),
            Kind.Serve => Serve(world, a, b),
            Kind.Read => Read(world, a, b, c),
            Kind.Peek => Peek(world, a, b, c),
            Kind.Adopt => OnView(world, a, b, v => { v.Load(); return $"loads generation {v.Loaded?.Generation.Id}"; }),
            Kind.FinishAdoption => OnView(world, a, b, v => { v.Finish(); return $"is at generation {v.State.Adopted?.Id}"; }),
            Kind.CrashView => OnView(world, a, b, v => { v.Kill(); return "crashes"; }),
            Kind.DuplicateView => Duplicate(world, a),
            Kind.LoseSnapshot => Losses.LoseSnapshot(world, a, noticed: b % 4 != 0),
            Kind.StartReader => StartReader(world, a, b),
            Kind.CrashReader => world.AnyLost ? null : OnReader(world, a, r => { world.Readers.Remove(r); return "crashes"; }),
            Kind.CrashSilo => Losses.CrashSilo(world, a % World.Silos),
            Kind.BeginCheckpoint => OnReader(world, a, r => r.BeginPass() ? $"begins a checkpoint at {r.Position}" : null),
            Kind.Ask => OnReader(world, a, r => Ask(r, b, c)),
            Kind.EndCheckpoint => OnReader(world, a, r =>
                { r.EndPass(giveUp: b % 2 == 0); return $"ends its checkpoint: {world.Recorded[r.Partition]} is recorded"; }),
            Kind.LoseStores => Losses.LoseStores(world, a),
            Kind.Look => $"silo {a % World.Silos} looks: {world.RefreshLook(a % World.Silos).Generations.Published.Id} is published",
            Kind.Archive => Archive(world, a, b),
            Kind.RunBatch => world.Batch.Run((a & 1) != 0, (a & 2) != 0, b & 63) is { } g
                ? $"batch makes generation {g.Id} ({g.Mode}, cut {g.Cut})" : null,
            Kind.Publish => world.Batch.Publish(a) is { } g ? $"generation {g.Id} is published" : null,
            Kind.Retire => world.Batch.Retire() is { } g ? $"generation {g.Id} is retired" : null,
            Kind.Flow => OnReader(world, a, r => Flow(world, r, b)),
            Kind.Checkpoint => OnReader(
                world, a, r => { r.Checkpoint(b % 4 == 0); return $"makes a checkpoint: {world.Recorded[r.Partition]} is recorded"; }),
            Kind.CopyStore => CopyStore(world),
            Kind.StoreGoesBack => Losses.GoBack(world),
            Kind.Truncate => Truncate(world, a),
            _ => throw new InvalidOperationException($"no such step: {kind}"),
        };
        if (done is not null)
            world.Note(done);
    }

    public static void Deliver(World world, ViewDriver view, Message message)
    {
        if (view.Take(message.Batch) == ApplyResult.Gap && !view.IsDead && world.Readers.Contains(message.Reader))
            message.Reader.Requests.Enqueue((message.View, view.State.Seen(message.Batch.Partition)));
    }

    private static string Append(World world, int a, int b, int c)
    {
        var p = a % world.Log.Length;
        var from = world.Log[p].Events.Count;
        for (var i = 0; i <= b % 4; i++)
            world.Log[p].Append(world.Views, c + (i * 31), (c >> i) % 5 == 0 ? 1 + (c % 2) : 0);
        return world.IsTraced
            ? $"partition {p} gets {string.Join(' ', world.Log[p].Events.Skip(from).Select(e => $"{e.Offset}(v0,v{e.Other})"))}, ends at "
                + $"{world.Log[p].End}"
            : "";
    }

    private static string? CopyStore(World world)
    {
        if (world.AnyLost)
            return null;
        world.KeepCopy();
        return "the store is copied";
    }

    private static string? Deliver(World world, Kind kind, int a, int b) => OnMessage(world, a, (i, m) =>
    {
        if (kind != Kind.DeliverAgain)
            world.Network.RemoveAt(i);
        if (kind == Kind.DeliverJoined)
        {
            var next = world.Network.FindIndex(i, n => n.View == m.View && n.Reader == m.Reader && n.Batch.CoversFrom == m.Batch.CoversTo);
            if (next >= 0)
            {
                m = m with { Batch = Streams.StreamBatch<Flights.FlightFact>.Join([m.Batch, world.Network[next].Batch]) };
                world.Network.RemoveAt(next);
            }
        }

        var view = world.Activation(m.View, b % 4 == 0);
        Deliver(world, view, m);
        return world.IsTraced
            ? $"{Text(m)} arrives{(kind == Kind.DeliverAgain ? ", and will again" : "")}: seen up to {view.State.Seen(m.Batch.Partition)}"
            : "";
    });

    private static string? Flow(World world, ReaderDriver reader, int b)
    {
        if (!reader.Poll(1 + (b % 6)))
            return null;
        while (reader.Hand())
        {
        }

        foreach (var message in world.Network.Where(m => m.Reader == reader).ToList())
            Deliver(world, world.Activation(message.View), message);
        world.Network.RemoveAll(m => m.Reader == reader);
        return $"polls up to {reader.Position}, and all that it handed out arrives";
    }

    private static string? Serve(World world, int a, int b) => OnReader(world, a, r =>
    {
        if (!r.Requests.TryDequeue(out var request))
            return null;
        r.Resend(request.View, request.Seen, b % 4 != 0);
        return $"is asked by view {request.View} from {request.Seen}{(r.IsRewinding ? ", goes back" : "")}";
    });

    private static string? Read(World world, int a, int b, int c)
    {
        var view = world.Asked(a % world.Views, b % 4 == 0);
        if (c % 8 != 0)
        {
            view.Finish();
            view.Load();
            view.Finish();
        }

        world.Check(view, c);
        return world.IsTraced ? $"view {view.View} on silo {view.Silo} is read under generation {view.State.Adopted?.Id}" : "";
    }

    private static string? Peek(World world, int a, int b, int c)
    {
        var view = world.Activation(a % world.Views, b % 4 == 0);
        world.Check(view, c);
        return world.IsTraced ? $"view {view.View} shows its observers generation {view.State.Adopted?.Id}" : "";
    }

    private static string? Duplicate(World world, int a)
    {
        world.Duplicate(a % world.Views);
        return $"view {a % world.Views} is active twice";
    }

    private static string? StartReader(World world, int a, int b)
    {
        var p = a % world.Log.Length;
        if (world.AnyLost || world.Readers.Count(r => r.Partition == p) >= MostReadersPerPartition)
            return null;
        var reader = world.StartReader(p, b % World.Silos);
        return $"a reader of partition {p} starts at {reader.Start} on silo {reader.Silo}, floor {reader.Floor}";
    }

    private static string? Ask(ReaderDriver reader, int b, int c)
    {
        if (reader.Pass is not { } pass || pass.Owed.Count == 0)
            return null;
        var end = (c % 16) switch { 0 => WriteEnd.Failed, 1 => WriteEnd.WrittenUnheard, _ => WriteEnd.Written };
        reader.Ask(b, c / 16 % 8 == 0, end, c / 128 % 4 != 0);
        return $"asks {pass.Owed[b % pass.Owed.Count].Stream.GetKeyAsString()} to be durable up to {pass.Owed[b % pass.Owed.Count].UpTo} "
            + $"({end}): {pass.Requests[b % pass.Owed.Count].State}";
    }

    private static string Archive(World world, int a, int b)
    {
        var log = world.Log[a % world.Log.Length];
        log.Archived = b % 3 == 0 ? Math.Min(log.End, log.Archived + 3) : log.End;
        return $"partition {a % world.Log.Length} is archived up to {log.Archived}";
    }

    private static string Truncate(World world, int a)
    {
        // The log keeps what some silo may still think is needed, and what a reader has not read yet.
        var p = a % world.Log.Length;
        var oldest = Math.Min(world.Batch.Look.OldestCut[p], world.Looks.Min(l => l?.Generations.OldestCut[p] ?? long.MaxValue));
        foreach (var reader in world.Readers)
            oldest = reader.Partition == p ? Math.Min(oldest, reader.Next) : oldest;
        world.Log[p].Begin = Math.Max(world.Log[p].Begin, oldest);
        return $"partition {p} begins at {world.Log[p].Begin}";
    }

    private static string? OnReader(World world, int a, Func<ReaderDriver, string?> step)
    {
        if (world.Readers.Count == 0)
            return null;
        var at = a % world.Readers.Count;
        var reader = world.Readers[at];
        if (world.Network.Count > MostUnderWay)
            world.Network.RemoveRange(0, world.Network.Count / 2);
        return step(reader) is { } done ? $"reader {at} of partition {reader.Partition} {done}" : null;
    }

    private static string? OnMessage(World world, int a, Func<int, Message, string> step)
    {
        if (world.Network.Count == 0)
            return null;
        var at = a % 4 != 0 ? 0 : a / 4 % world.Network.Count;
        return step(at, world.Network[at]);
    }

    private static string? OnView(World world, int a, int b, Func<ViewDriver, string> step)
    {
        var view = world.Activation(a % world.Views, b % 4 == 0);
        return $"view {view.View} on silo {view.Silo} {step(view)}";
    }

    private static string Text(Message m) =>
        $"[{m.Batch.CoversFrom}, {m.Batch.CoversTo}) of partition {m.Batch.Partition} to view {m.View}";
}
