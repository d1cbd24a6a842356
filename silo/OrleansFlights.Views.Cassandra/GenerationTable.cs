using Cassandra;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Cassandra;

/// <summary>
/// The generations and which one is published: one partition, read as one state, changed by conditional batches alone. Two that change it
/// at once cannot both win: each batch names the state that it was decided on.
/// </summary>
public sealed class GenerationTable(CassandraSession store)
{
    private const string Line = "flights";
    private const string Writing = "writing";
    private const string Complete = "complete";

    /// <summary>Nobody may read it any more; its rows are being deleted.</summary>
    private const string Leaving = "leaving";

    /// <summary>Whether a batch was applied: its first column.</summary>
    private const string Applied = "[applied]";

    /// <summary>All that the partition holds.</summary>
    /// <param name="All">Generations that are written or complete, ascending.</param>
    /// <param name="Floors">Lowest generation whose rows each sees.</param>
    /// <param name="Leaving">Generations whose rows are to be deleted.</param>
    /// <param name="Published">The published one; 0 for none.</param>
    /// <param name="Last">The highest number ever given.</param>
    /// <param name="Pin">What is pinned; null for nothing.</param>
    internal sealed record State(
        IReadOnlyList<Generation> All, IReadOnlyDictionary<long, long> Floors, IReadOnlyList<long> Leaving, long Published, long Last,
            GenerationPin? Pin)
    {
        /// <exception cref="ViewsException">There is no such complete generation.</exception>
        public long Floor(long generation) => All.Any(g => g.Id == generation && g.State == GenerationState.Complete)
            ? Floors[generation]
            : throw new ViewsException($"Generation {generation} is not retained: it was retired or discarded, or never completed.");

        /// <exception cref="ViewsException">The generation is not being written.</exception>
        public void ThrowUnlessWriting(long generation)
        {
            if (!All.Any(g => g.Id == generation && g.State == GenerationState.Writing))
                throw new ViewsException($"Generation {generation} is not being written: it is complete, or another run discarded it.");
        }
    }

    internal async Task<State> ReadAsync(CancellationToken cancellationToken)
    {
        var all = new List<Generation>();
        var floors = new Dictionary<long, long>();
        var leaving = new List<long>();
        long published = 0, last = 0;
        GenerationPin? pin = null;
        await foreach (
            var row in store.ReadAsync(
            "SELECT id, created, engine, mode, cut, floor, state, published, last, holes, log, pinned, pinned_since, pinned_reason FROM "
            + "generation WHERE line = ?", [Line], cancellationToken))
        {
            published = row.GetValue<long?>("published") ?? 0;
            last = row.GetValue<long?>("last") ?? 0;
            if (row.GetValue<long?>("pinned") is { } pinned)
                pin = new GenerationPin(pinned, row.GetValue<DateTimeOffset>("pinned_since"), row.GetValue<string>("pinned_reason"));
            if (row.GetValue<long?>("id") is not { } id)
                continue;
            if (row.GetValue<string>("state") == Leaving)
            {
                leaving.Add(id);
                continue;
            }

            floors[id] = row.GetValue<long>("floor");
            all.Add(Read(row, id));
        }

        return new State(all, floors, leaving, published, last, pin);
    }

    /// <summary>
    /// Adds a generation and marks those above its parent as leaving, if nothing was published or begun since the state was read.
    /// </summary>
    internal async Task<Generation> AddAsync(State state, GenerationPlan plan, CancellationToken cancellationToken)
    {
        var id = state.Last + 1;
        var floor = plan.Mode == GenerationModes.Full || plan.Parent == 0 ? id : state.Floor(plan.Parent);
        var created = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var batch = new BatchStatement().SetBatchType(BatchType.Logged)
            .Add(await store.BindAsync("UPDATE generation SET last = ? WHERE line = ? IF last = ? AND published = ?", id, Line,
                OrNull(state.Last), OrNull(state.Published)))
            .Add(await store.BindAsync(
                "INSERT INTO generation (line, id, created, engine, mode, cut, floor, state, holes, log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                + "?, ?)",
                Line, id, created, plan.Engine, plan.Mode, plan.Cut.Offsets.ToDictionary(o => o.Key, o => o.Value), floor, Writing,
                plan.Holes.Count == 0 ? null : GenerationHoles.Write(plan.Holes), plan.Log));
        foreach (var above in state.All.Where(g => g.Id > plan.Parent))
            batch.Add(await LeaveAsync(above.Id));
        await ApplyAsync(batch, "Another run began, or a generation was published, at the same moment.", cancellationToken);
        return new Generation(
            id, created, plan.Engine, plan.Mode, plan.Cut, GenerationState.Writing) { Holes = plan.Holes, Log = plan.Log };
    }

    internal async Task CompleteAsync(long generation, CancellationToken cancellationToken) => await ApplyAsync(
        await store.BindAsync(
            "UPDATE generation SET state = ? WHERE line = ? AND id = ? IF state = ?", Complete, Line, generation, Writing),
        $"Generation {generation} is not being written: it is complete, or another run discarded it.",
        cancellationToken);

    /// <summary>Publishes a generation, if the same one is pinned as when the state was read, and pins it when a pin says so.</summary>
    internal async Task PublishAsync(State state, long generation, GenerationPin? pin, CancellationToken cancellationToken) =>
        await ApplyAsync(
        new BatchStatement().SetBatchType(BatchType.Logged)
            .Add(pin is null
                ? await store.BindAsync(
                    "UPDATE generation SET published = ? WHERE line = ? IF pinned = ?", generation, Line, state.Pin?.Generation)
                : await store.BindAsync(
                    "UPDATE generation SET published = ?, pinned = ?, pinned_since = ?, pinned_reason = ? WHERE line = ?", generation,
                        pin.Generation, pin.Since, pin.Reason, Line))
            .Add(await store.BindAsync(
                "UPDATE generation SET state = ? WHERE line = ? AND id = ? IF state = ?", Complete, Line, generation, Complete)),
        $"Generation {generation} is not retained: it was retired or discarded, or never completed; or one was pinned at the same moment.",
        cancellationToken);

    /// <summary>Removes a pin, if it is still the same.</summary>
    internal async Task UnpinAsync(GenerationPin pin, CancellationToken cancellationToken) => await ApplyAsync(
        await store.BindAsync("UPDATE generation SET pinned = null, pinned_since = null, pinned_reason = null WHERE line = ? IF pinned = ?",
            Line, pin.Generation),
        "Another generation was pinned, or unpinned, at the same moment.",
        cancellationToken);

    /// <summary>Marks generations as leaving, if the published one is still the same.</summary>
    internal async Task RetireAsync(State state, IReadOnlyCollection<long> generations, CancellationToken cancellationToken)
    {
        var batch = new BatchStatement().SetBatchType(BatchType.Logged)
            .Add(await store.BindAsync("UPDATE generation SET last = ? WHERE line = ? IF last = ? AND published = ?", state.Last, Line,
                state.Last, state.Published));
        foreach (var generation in generations)
            batch.Add(await LeaveAsync(generation));
        await ApplyAsync(batch, "Another generation was published, or another run began, at the same moment.", cancellationToken);
    }

    /// <summary>Forgets a generation whose rows are gone.</summary>
    internal async Task RemoveAsync(long generation, CancellationToken cancellationToken) => await ApplyAsync(
        await store.BindAsync("DELETE FROM generation WHERE line = ? AND id = ? IF state = ?", Line, generation, Leaving),
        $"Generation {generation} was removed by another run at the same moment.",
        cancellationToken);

    private static object? OrNull(long number) => number == 0 ? null : number;

    private static Generation Read(Row row, long id) => new(
        id,
        row.GetValue<DateTimeOffset>("created"),
        row.GetValue<string>("engine"),
        row.GetValue<string>("mode"),
        Cut.Of(row.GetValue<IDictionary<int, long>>("cut") ?? new Dictionary<int, long>(), new SegmentSize(0)),
        row.GetValue<string>("state") == Complete ? GenerationState.Complete : GenerationState.Writing)
    {
        Holes = row.GetValue<string?>("holes") is { } holes ? GenerationHoles.Read(holes) : [],
        Log = row.GetValue<string?>("log"),
    };

    private Task<BoundStatement> LeaveAsync(long generation) =>
        store.BindAsync("UPDATE generation SET state = ? WHERE line = ? AND id = ?", Leaving, Line, generation);

    /// <summary>Conditional statements are not safe to send twice: whether the first was applied must not be guessed.</summary>
    private async Task ApplyAsync(IStatement statement, string otherwise, CancellationToken cancellationToken)
    {
        statement.SetIdempotence(false);
        var answer = (await store.RunAsync(statement, cancellationToken)).First();
        if (!answer.GetValue<bool>(Applied))
            throw new ViewsException(otherwise);
    }
}
