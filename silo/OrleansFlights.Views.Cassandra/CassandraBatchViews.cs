using System.Runtime.CompilerServices;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Cassandra;

/// <summary>
/// Reads batch views. Rows are read first and the generation is looked up after them: rows leave only after their generation did, so one
/// that is still retained then was whole while it was read.
/// </summary>
public sealed class CassandraBatchViews(CassandraSession store, GenerationTable generations, RowTables rows) : IBatchViews
{
    private const int ListAhead = 256;

    private const string Windows =
        $"SELECT window_index, generation, {TallyValues.Columns} FROM window_tally WHERE dimension = ? AND view_key = ? AND window_index "
        + ">= ? AND window_index < ?";

    /// <inheritdoc/>
    public async ValueTask<PublishedGenerations> GetPublishedAsync(CancellationToken cancellationToken)
    {
        var state = await generations.ReadAsync(cancellationToken);
        if (state.Published == 0)
            return PublishedGenerations.Empty;
        var retained = state.All.Where(g => g.State == GenerationState.Complete).ToList();
        return new PublishedGenerations(retained.Single(g => g.Id == state.Published), retained) { Pin = state.Pin };
    }

    /// <inheritdoc/>
    public async ValueTask<FlightTally> ReadTallyAsync(ViewKey view, long generation, CancellationToken cancellationToken)
    {
        if (generation == Generation.None.Id)
            return new FlightTally();
        var floor = (await generations.ReadAsync(cancellationToken)).Floor(generation);
        var tally = await rows.ReadAsync(new ViewRowKey(view, null), floor, generation, cancellationToken);
        await ThrowUnlessRetainedAsync(generation, cancellationToken);
        return tally;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<WindowTally>> ReadWindowsAsync(
        ViewKey view, long generation, int fromWindow, int toWindow, CancellationToken cancellationToken)
    {
        if (generation == Generation.None.Id)
            return [];
        var floor = (await generations.ReadAsync(cancellationToken)).Floor(generation);
        var windows = new List<WindowTally>();
        await foreach (var row in store.ReadAsync(Windows, [view.Dimension.Name(), view.Key, fromWindow, toWindow], cancellationToken))
        {
            // Of a window's rows the newest comes first.
            var window = row.GetValue<int>("window_index");
            var written = row.GetValue<long>("generation");
            if (written >= floor && written <= generation && (windows.Count == 0 || windows[^1].Window != window))
                windows.Add(new WindowTally(window, TallyValues.Read(row)));
        }

        await ThrowUnlessRetainedAsync(generation, cancellationToken);
        return windows;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<KeyTally> ListAsync(
        Dimension dimension, long generation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (generation == Generation.None.Id)
            yield break;
        var floor = (await generations.ReadAsync(cancellationToken)).Floor(generation);
        var keys = store.ReadAsync("SELECT view_key FROM view_key WHERE dimension = ?", [dimension.Name()], cancellationToken);
        await foreach (
            var some in keys.Select(row => row.GetValue<string>("view_key")).Chunk(ListAhead).WithCancellation(cancellationToken))
        {
            var tallies = await Task.WhenAll(some.Select(
                key => rows.ReadAsync(new ViewRowKey(new ViewKey(dimension, key), null), floor, generation, cancellationToken)));
            await ThrowUnlessRetainedAsync(generation, cancellationToken);
            for (var i = 0; i < some.Length; i++)
            {
                if (!tallies[i].IsEmpty)
                    yield return new KeyTally(some[i], tallies[i]);
            }
        }
    }

    private async Task ThrowUnlessRetainedAsync(long generation, CancellationToken cancellationToken) =>
        (await generations.ReadAsync(cancellationToken)).Floor(generation);
}
