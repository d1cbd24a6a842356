using OrleansFlights.Flights;

namespace OrleansFlights.Views.Sqlite;

/// <summary>
/// Writes generations to the file. Each call is one transaction: done when it returns, not done when it throws, and durable but for rows.
/// </summary>
public sealed class SqliteBatchViewsWriter(SqliteViewsFile file) : IBatchViewsWriter
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Generation>> ListGenerationsAsync(CancellationToken cancellationToken) =>
        new(file.Use<IReadOnlyList<Generation>>(session => session.Read(() => GenerationTable.All(session))));

    /// <inheritdoc/>
    public ValueTask<Generation> BeginAsync(GenerationPlan plan, CancellationToken cancellationToken) =>
        new(file.Use(session => session.Write(() =>
    {
        var published = GenerationTable.Published(session);
        if (plan.Parent < published)
            throw new ViewsException($"A generation cannot follow {plan.Parent}: {published} is published.");
        if (plan.Parent != 0)
            GenerationTable.Floor(session, plan.Parent);
        RetiredRows.DiscardAbove(session, plan.Parent);
        var id = GenerationTable.Add(session, plan, DateTimeOffset.UtcNow);
        return GenerationTable.All(session).Single(g => g.Id == id);
    })));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FlightTally>> ReadRowsAsync(
        long generation, IReadOnlyList<ViewRowKey> keys, CancellationToken cancellationToken)
    {
        if (generation == Generation.None.Id)
            return new(keys.Select(_ => new FlightTally()).ToArray());
        return new(file.Use<IReadOnlyList<FlightTally>>(session => session.Read(() =>
        {
            var floor = GenerationTable.Floor(session, generation);
            var tallies = new FlightTally[keys.Count];
            for (var i = 0; i < tallies.Length; i++)
                tallies[i] = RowLookup.Read(session, keys[i], floor, generation);
            return tallies;
        })));
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(long generation, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken)
    {
        // Rows matter only once the generation is complete, and completing it makes all that was written before it durable too.
        file.Use(session => session.WriteLazily(() =>
        {
            GenerationTable.ThrowUnlessWriting(session, generation);
            using var totals = new RowInsert(session, window: false);
            using var windows = new RowInsert(session, window: true);
            var ids = new Dictionary<ViewKey, long>();
            foreach (var row in rows)
                (row.Key.Window is null ? totals : windows).Run(IdOf(session, row, ids), row.Key.Window, generation, row.Tally);
            return true;
        }));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(long generation, CancellationToken cancellationToken)
    {
        file.Use(session => session.Write(() =>
        {
            GenerationTable.ThrowUnlessWriting(session, generation);
            return session.Run($"UPDATE generation SET state = '{GenerationTable.Complete}' WHERE id = ?1", generation);
        }));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(long generation, CancellationToken cancellationToken)
    {
        file.Use(session => session.Write(() =>
        {
            GenerationTable.Floor(session, generation);
            GenerationTable.ThrowIfPinned(session, generation);
            GenerationTable.Publish(session, generation);
            return true;
        }));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask PinAsync(GenerationPin pin, CancellationToken cancellationToken)
    {
        file.Use(session => session.Write(() =>
        {
            GenerationTable.Floor(session, pin.Generation);
            GenerationTable.Publish(session, pin.Generation);
            GenerationTable.SetPin(session, pin);
            return true;
        }));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<GenerationPin?> UnpinAsync(CancellationToken cancellationToken) => new(file.Use(session => session.Write(() =>
    {
        var pin = GenerationTable.Pin(session);
        GenerationTable.RemovePin(session);
        return pin;
    })));

    /// <inheritdoc/>
    public ValueTask RetireAsync(int keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        file.Use(session => session.Write(() =>
        {
            var published = GenerationTable.Published(session);
            var below = GenerationTable.All(session).Where(g => g.State == GenerationState.Complete && g.Id <= published).ToList();
            if (below.Count > keep)
                RetiredRows.RetireBelow(session, below[0].Id, below[^keep].Id);
            return true;
        }));
        return default;
    }

    private static long IdOf(SqliteSession session, in ViewRow row, Dictionary<ViewKey, long> ids)
    {
        if (row.Tally.IsEmpty)
            throw new ArgumentException($"the row {row.Key} has no events", nameof(row));

        if (!ids.TryGetValue(row.Key.View, out var view))
            ids.Add(row.Key.View, view = ViewTable.IdOf(session, row.Key.View));
        return view;
    }
}
