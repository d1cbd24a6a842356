using System.IO.Hashing;
using System.Text;
using Cassandra;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Cassandra;

/// <summary>
/// The rows of views. What a generation writes is noted in <c>written</c> before it is written, so that every row can be found again: to
/// discard the generation, or to drop the older rows that it supersedes.
/// </summary>
public sealed class RowTables(CassandraSession store)
{
    private const int Shards = 16;

    /// <summary>Most statements of a batch, which stays within one partition.</summary>
    private const int BatchSize = 50;

    private const string InsertTally =
        $"INSERT INTO tally (dimension, view_key, generation, {TallyValues.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private const string InsertWindow =
        $"INSERT INTO window_tally (dimension, view_key, window_index, generation, {TallyValues.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
        + "?)";
    private const string Newest =
        $"SELECT {TallyValues.Columns} FROM tally WHERE dimension = ? AND view_key = ? AND generation <= ? AND generation >= ? LIMIT 1";
    private const string NewestWindow =
        $"SELECT {TallyValues.Columns} FROM window_tally WHERE dimension = ? AND view_key = ? AND window_index = ? AND generation <= ? AND "
        + "generation >= ? LIMIT 1";

    /// <summary>The newest row at or below a generation and at or above its floor; an empty tally for none.</summary>
    internal async Task<FlightTally> ReadAsync(ViewRowKey key, long floor, long generation, CancellationToken cancellationToken)
    {
        var dimension = key.View.Dimension.Name();
        var statement = key.Window is { } window
            ? await store.BindAsync(NewestWindow, dimension, key.View.Key, window, generation, floor)
            : await store.BindAsync(Newest, dimension, key.View.Key, generation, floor);
        return (await store.RunAsync(statement, cancellationToken)).FirstOrDefault() is { } row ? TallyValues.Read(row) : new FlightTally();
    }

    /// <summary>Writes rows of a generation: those of one view's windows in batches, for they share a partition.</summary>
    internal Task WriteAsync(long generation, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken) => store.ForEachAsync(
        rows.GroupBy(r => r.Key.View),
        async (view, token) =>
        {
            var dimension = view.Key.Dimension.Name();
            // Writes of one batch have one time stamp, so it must not name a row twice: the later one counts.
            foreach (var part in view.Reverse().DistinctBy(r => r.Key).Chunk(BatchSize))
            {
                await NoteAsync(generation, view.Key, part, token);
                var batch = new BatchStatement().SetBatchType(BatchType.Unlogged);
                foreach (var row in part.Where(r => r.Key.Window is not null))
                    batch.Add(await store.BindAsync(
                        InsertWindow, [dimension, view.Key.Key, row.Key.Window, generation, .. TallyValues.Of(row.Tally)]));
                if (!batch.IsEmpty)
                    await store.RunAsync(batch.SetIdempotence(true), token);
                foreach (var row in part.Where(r => r.Key.Window is null))
                {
                    await RunAsync("INSERT INTO view_key (dimension, view_key) VALUES (?, ?)", token, dimension, view.Key.Key);
                    await RunAsync(InsertTally, token, [dimension, view.Key.Key, generation, .. TallyValues.Of(row.Tally)]);
                }
            }
        },
        cancellationToken);

    /// <summary>Deletes every row of a generation and what is noted of them.</summary>
    internal async Task DiscardAsync(long generation, CancellationToken cancellationToken)
    {
        await ForEachNoteAsync(
            generation,
            note => note.Window is { } window
                ? store.BindAsync("DELETE FROM window_tally WHERE dimension = ? AND view_key = ? AND window_index = ? AND generation = ?",
                    note.Dimension, note.Key, window, generation)
                : store.BindAsync(
                    "DELETE FROM tally WHERE dimension = ? AND view_key = ? AND generation = ?", note.Dimension, note.Key, generation),
            cancellationToken);
        await ForgetAsync(generation, cancellationToken);
    }

    /// <summary>Deletes the rows that those of a generation supersede.</summary>
    internal Task SupersedeAsync(long generation, CancellationToken cancellationToken) => ForEachNoteAsync(
        generation,
        note => note.Window is { } window
            ? store.BindAsync("DELETE FROM window_tally WHERE dimension = ? AND view_key = ? AND window_index = ? AND generation < ?",
                note.Dimension, note.Key, window, generation)
            : store.BindAsync(
                "DELETE FROM tally WHERE dimension = ? AND view_key = ? AND generation < ?", note.Dimension, note.Key, generation),
        cancellationToken);

    /// <summary>Drops what is noted of a generation's rows.</summary>
    internal Task ForgetAsync(long generation, CancellationToken cancellationToken) => store.ForEachAsync(
        Enumerable.Range(0, Shards),
        async (shard, token) => await RunAsync("DELETE FROM written WHERE generation = ? AND shard = ?", token, generation, shard),
        cancellationToken);

    private async Task NoteAsync(long generation, ViewKey view, ViewRow[] rows, CancellationToken cancellationToken)
    {
        var windows = rows.Select(r => r.Key.Window ?? int.MinValue).ToArray();
        var part = unchecked((int)XxHash32.HashToUInt32(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(windows)));
        var shard = (int)(XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(view.Key)) % Shards);
        await RunAsync(
            "INSERT INTO written (generation, shard, dimension, view_key, part, windows) VALUES (?, ?, ?, ?, ?, ?)",
            cancellationToken, generation, shard, view.Dimension.Name(), view.Key, part, windows);
    }

    private async Task ForEachNoteAsync(long generation, Func<(string Dimension, string Key, int? Window), Task<BoundStatement>> statement,
        CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < Shards; shard++)
        {
            var notes = store.ReadAsync("SELECT dimension, view_key, windows FROM written WHERE generation = ? AND shard = ?",
                [generation, shard], cancellationToken);
            var parallel =
                new ParallelOptions { MaxDegreeOfParallelism = store.Options.Concurrency, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(notes, parallel, async (note, token) =>
            {
                foreach (var window in note.GetValue<int[]>("windows"))
                    await store.RunAsync(await statement((note.GetValue<string>("dimension"), note.GetValue<string>("view_key"),
                        window == int.MinValue ? null : window)), token);
            });
        }
    }

    private async Task RunAsync(string cql, CancellationToken cancellationToken, params object?[] values) =>
        await store.RunAsync(await store.BindAsync(cql, values), cancellationToken);
}
