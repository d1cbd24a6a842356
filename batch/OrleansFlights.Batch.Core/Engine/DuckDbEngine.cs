using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Engine;

/// <summary>
/// Counts with DuckDB in this process. What does not fit into its memory limit goes to scratch space, and rows are
/// handed out as they are read, so memory is bounded whatever the archive's size.
/// </summary>
public sealed class DuckDbEngine(IArchiveStore store, WorkDirectory scratch, IOptions<BatchOptions> options) : IBatchEngine
{
    private const int RowsAtOnce = 20_000;

    /// <summary>Stores keep rows by view and window: given in that order they are appended, not scattered.</summary>
    private const string Order = "ORDER BY dimension, view_key";

    internal static readonly EventsSource Source = new(
        files => $"read_parquet([{string.Join(", ", files.Select(f => Text(f)))}], hive_partitioning = false, union_by_name = true)", '"');

    /// <inheritdoc/>
    public string Name => BatchOptions.DuckDbEngine;

    /// <inheritdoc/>
    public async Task CountAsync(
        IReadOnlyList<FileSplit> slices, Func<IReadOnlyList<ViewRow>, CancellationToken, ValueTask> sink,
            CancellationToken cancellationToken)
    {
        var files = new List<(FileSplit, string)>(slices.Count);
        foreach (var slice in slices)
            files.Add((slice, await store.OpenAsync(slice.File, cancellationToken)));

        try
        {
            await using var duck = DuckDbWorkDirectory.Open(scratch, options.Value);
            var connection = duck.Connection;
            Execute(connection, $"CREATE TEMP VIEW events AS {Source.Query(files)}", cancellationToken);
            Execute(connection, ViewSql.Facts, cancellationToken);
            Execute(connection, $"CREATE TABLE window_tallies AS {ViewSql.WindowTallies}", cancellationToken);
            await ReadAsync(connection, $"{ViewSql.Tallies} {Order}", windows: false, sink, cancellationToken);
            await ReadAsync(connection, $"SELECT * FROM window_tallies {Order}, window_index", windows: true, sink, cancellationToken);
        }
        catch (DuckDBException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new BatchException($"DuckDB failed: {e.Message}", e);
        }
    }

    internal static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    internal static void Execute(DuckDBConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = Command(connection, sql);
        using var stop = cancellationToken.UnsafeRegister(static c => ((DuckDBCommand)c!).Cancel(), command);
        command.ExecuteNonQuery();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Hands rows out; while one lot is written the next is read.</summary>
    private static async Task ReadAsync(
        DuckDBConnection connection, string sql, bool windows, Func<IReadOnlyList<ViewRow>, CancellationToken, ValueTask> sink,
            CancellationToken cancellationToken)
    {
        using var command = Command(connection, sql);
        command.UseStreamingMode = true;
        using var rows = command.ExecuteReader();
        var writing = Task.CompletedTask;
        try
        {
            while (Next(rows, windows) is { Count: > 0 } lot)
            {
                await writing;
                writing = Task.Run(async () => await sink(lot, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            await writing;
        }
    }

    private static List<ViewRow> Next(DuckDBDataReader rows, bool windows)
    {
        var lot = new List<ViewRow>();
        while (lot.Count < RowsAtOnce && rows.Read())
            lot.Add(TallyReader.Read(rows, windows));
        return lot;
    }

    internal static DuckDBCommand Command(DuckDBConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL comes from the program's own files; paths in it are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
