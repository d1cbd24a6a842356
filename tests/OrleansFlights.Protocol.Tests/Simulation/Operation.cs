namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>What may happen next in a history.</summary>
internal enum Kind : byte
{
    Append,
    Poll,
    Hand,
    Deliver,
    DeliverAgain,
    DeliverJoined,
    Drop,
    Delay,
    Serve,
    Read,
    Peek,
    Adopt,
    FinishAdoption,
    CrashView,
    DuplicateView,
    LoseSnapshot,
    StartReader,
    CrashReader,
    CrashSilo,
    BeginCheckpoint,
    Ask,
    EndCheckpoint,
    LoseStores,
    Look,
    Archive,
    RunBatch,
    Publish,
    Retire,
    Truncate,

    CopyStore,
    StoreGoesBack,

    /// <summary>A poll that is handed out and arrives at once.</summary>
    Flow,

    /// <summary>A whole checkpoint.</summary>
    Checkpoint,
}

/// <summary>
/// One step of a history. Any numbers are a valid step: each is taken modulo what there is when it runs, so a shortened history still runs.
/// </summary>
internal readonly record struct Operation(Kind Kind, int A, int B, int C);

/// <summary>A whole history: how large the world is, and what happens in it.</summary>
internal sealed record History(int Partitions, int Views, int SegmentBits, IReadOnlyList<Operation> Operations)
{
    private static readonly (Kind Kind, int Weight)[] Weights =
    [
        (Kind.Append, 14), (Kind.Poll, 12), (Kind.Hand, 10), (Kind.Deliver, 20), (Kind.DeliverAgain, 4), (Kind.DeliverJoined, 4),
            (Kind.Drop, 4),
        (Kind.Delay, 4), (Kind.Serve, 5), (Kind.Read, 9), (Kind.Peek, 3), (Kind.Adopt, 3), (Kind.FinishAdoption, 3), (Kind.CrashView, 4),
        (Kind.DuplicateView, 2), (Kind.LoseSnapshot, 3), (Kind.StartReader, 3), (Kind.CrashReader, 2), (Kind.CrashSilo, 1),
            (Kind.BeginCheckpoint, 6),
        (Kind.Ask, 14), (Kind.EndCheckpoint, 7), (Kind.LoseStores, 1), (Kind.Look, 5), (Kind.Archive, 4), (Kind.RunBatch, 4),
            (Kind.Publish, 4),
        (Kind.Retire, 3), (Kind.Truncate, 2), (Kind.Flow, 10), (Kind.Checkpoint, 6), (Kind.CopyStore, 3), (Kind.StoreGoesBack, 2),
    ];

    private static readonly Kind[] Deck = [.. Weights.SelectMany(w => Enumerable.Repeat(w.Kind, w.Weight))];

    /// <summary>The history of a seed.</summary>
    public static History Of(int seed)
    {
        var random = new Random(seed);
        var operations = new Operation[30 + random.Next(90)];
        for (var i = 0; i < operations.Length; i++)
            operations[i] = new Operation(Deck[random.Next(Deck.Length)], random.Next(64), random.Next(64), random.Next(4_096));
        return new History(1 + random.Next(3), 2 + random.Next(4), 1 + random.Next(3), operations);
    }
}
