using OrleansFlights.Flights;

namespace OrleansFlights.Views.Cassandra;

/// <summary>
/// Writes generations. What a death interrupts is gone on with by the next call: a generation that leaves is first marked, so that nobody
/// reads it, then its rows are deleted, then it is forgotten.
/// </summary>
public sealed class CassandraBatchViewsWriter(CassandraSession store, GenerationTable generations, RowTables tables) : IBatchViewsWriter
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Generation>> ListGenerationsAsync(CancellationToken cancellationToken) =>
        (await generations.ReadAsync(cancellationToken)).All;

    /// <inheritdoc/>
    public async ValueTask<Generation> BeginAsync(GenerationPlan plan, CancellationToken cancellationToken)
    {
        var state = await generations.ReadAsync(cancellationToken);
        if (plan.Parent < state.Published)
            throw new ViewsException($"A generation cannot follow {plan.Parent}: {state.Published} is published.");
        if (plan.Parent != 0)
            state.Floor(plan.Parent);
        var generation = await generations.AddAsync(state, plan, cancellationToken);

        // Before it is given out: rows of a number between parent and new one would be taken for rows of this line.
        foreach (var leaving in state.All.Select(g => g.Id).Concat(state.Leaving).Where(id => id > plan.Parent).ToList())
        {
            await tables.DiscardAsync(leaving, cancellationToken);
            await generations.RemoveAsync(leaving, cancellationToken);
        }

        return generation;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FlightTally>> ReadRowsAsync(
        long generation, IReadOnlyList<ViewRowKey> keys, CancellationToken cancellationToken)
    {
        var tallies = new FlightTally[keys.Count];
        if (generation == Generation.None.Id)
        {
            Array.Fill(tallies, new FlightTally());
            return tallies;
        }

        var floor = (await generations.ReadAsync(cancellationToken)).Floor(generation);
        await store.ForEachAsync(
            Enumerable.Range(0, keys.Count), async (i, token) =>
                tallies[i] = await tables.ReadAsync(keys[i], floor, generation, token), cancellationToken);
        (await generations.ReadAsync(cancellationToken)).Floor(generation);
        return tallies;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(long generation, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken)
    {
        if (rows.FirstOrDefault(r => r.Tally.IsEmpty) is { Tally: not null } empty)
            throw new ArgumentException($"the row {empty.Key} has no events", nameof(rows));
        (await generations.ReadAsync(cancellationToken)).ThrowUnlessWriting(generation);
        await tables.WriteAsync(generation, rows, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(long generation, CancellationToken cancellationToken) =>
        await generations.CompleteAsync(generation, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PublishAsync(long generation, CancellationToken cancellationToken)
    {
        var state = await generations.ReadAsync(cancellationToken);
        if (state.Pin is { } pin && pin.Generation != generation)
            throw new ViewsException(pin.Refusal(generation));
        await generations.PublishAsync(state, generation, pin: null, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PinAsync(GenerationPin pin, CancellationToken cancellationToken) =>
        await generations.PublishAsync(await generations.ReadAsync(cancellationToken), pin.Generation, pin, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<GenerationPin?> UnpinAsync(CancellationToken cancellationToken)
    {
        var pin = (await generations.ReadAsync(cancellationToken)).Pin;
        if (pin is not null)
            await generations.UnpinAsync(pin, cancellationToken);
        return pin;
    }

    /// <inheritdoc/>
    public async ValueTask RetireAsync(int keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        var state = await generations.ReadAsync(cancellationToken);
        var below = state.All.Where(g => g.State == GenerationState.Complete && g.Id <= state.Published).Select(g => g.Id).ToList();
        if (below.Count == 0)
            return;
        var oldest = below[^Math.Min(keep, below.Count)];
        var leaving = below.Where(id => id < oldest).ToList();
        if (leaving.Count > 0)
            await generations.RetireAsync(state, leaving, cancellationToken);
        leaving = [.. state.Leaving.Where(id => id < oldest).Concat(leaving).Order()];
        if (leaving.Count == 0)
            return;

        // Every generation that stays sees the rows of the oldest one's line, so the newest of those at or below it is all that is left of
        // each.
        foreach (var generation in leaving.Append(oldest))
            await tables.SupersedeAsync(generation, cancellationToken);
        if (state.Floors[oldest] == oldest)
        {
            foreach (var generation in leaving)
                await tables.DiscardAsync(generation, cancellationToken);
        }

        foreach (var generation in leaving)
        {
            await tables.ForgetAsync(generation, cancellationToken);
            await generations.RemoveAsync(generation, cancellationToken);
        }
    }
}
