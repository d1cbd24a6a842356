using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Export;

/// <summary>
/// Writes views, windows and flights to one file as of a generation: what that generation counted and nothing behind its cut. Times are
/// timestamps with zone UTC, counts are whole numbers, so that Spark, DuckDB, pandas and Trino read the file without help.
/// </summary>
public sealed class Exporter(
    IBatchViews views, IBatchViewsWriter generations, IArchiveStore store, WorkDirectory scratch, IOptions<BatchOptions> options)
{
    private const string Unfinished = ".part";

    /// <summary>Exports.</summary>
    /// <exception cref="BatchException">There is no such generation, or the archive does not hold what it counted.</exception>
    public async Task<ExportResult> ExportAsync(ExportOptions export, CancellationToken cancellationToken)
    {
        var generation = await FindAsync(export.Generation, cancellationToken);
        await using var duck = DuckDbWorkDirectory.Open(scratch, options.Value);
        var part = Path.GetFullPath(export.File) + Unfinished;
        try
        {
            if (export.Kind == ExportKind.Flights)
                await DefineFlightsAsync(duck.Connection, generation, cancellationToken);
            else
                await FillAsync(duck.Connection, generation.Id, export.Kind == ExportKind.Windows, cancellationToken);
            var rows = Count(duck.Connection);
            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            DuckDbEngine.Execute(
                duck.Connection,
                    $"SET preserve_insertion_order = true; COPY (SELECT * FROM export) TO {DuckDbEngine.Text(part)} "
                    + $"({Format(export.Format)})", cancellationToken);
            File.Move(part, Path.GetFullPath(export.File), overwrite: true);
            return new ExportResult(generation.Id, rows);
        }
        catch (DuckDBException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new BatchException($"The export failed: {e.Message}", e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<Generation> FindAsync(long? id, CancellationToken cancellationToken)
    {
        var published = (await views.GetPublishedAsync(cancellationToken)).Published;
        if (id is null)
            return published.Id > 0 ? published : throw new BatchException("No generation is published; 'run --publish' makes one.");
        var complete = (await generations.ListGenerationsAsync(cancellationToken)).Where(found => found.State == GenerationState.Complete)
            .ToList();
        return complete.Find(found => found.Id == id)
            ?? throw new BatchException(
                $"There is no complete generation {id}; there are {string.Join(", ", complete.Select(found => found.Id))}.");
    }

    private async Task DefineFlightsAsync(DuckDBConnection duck, Generation generation, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        foreach (var file in (await store.ListAsync(cancellationToken)).OrderBy(file => file.Partition).ThenBy(file => file.First)
            .ThenByDescending(file => file.End))
        {
            var cut = generation.Cut[file.Partition];
            if (file.First >= cut)
                continue;
            var path = await store.OpenAsync(file, cancellationToken);
            parts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT * FROM read_parquet({DuckDbEngine.Text(path)}, hive_partitioning = false) WHERE \"offset\" < {cut} AND valid"));
        }

        var records = parts.Count > 0 ? string.Join(" UNION ALL BY NAME ", parts) : throw new BatchException(
            $"The archive {store.Location} holds nothing of generation {generation.Id}.");

        // Files of the archive may overlap; a record is one by its place.
        DuckDbEngine.Execute(
            duck,
            $"""
             CREATE TEMP TABLE export AS
             SELECT DISTINCT ON ("partition", "offset") flight_id, airline, origin, destination, make_timestamptz(scheduled_departure) AS scheduled_departure,
                 make_timestamptz(actual_departure) AS actual_departure, status, model AS aircraft_model, registration AS aircraft_registration,
                 make_timestamptz(event_time) AS event_time, "partition" AS log_partition, "offset" AS log_offset
             FROM ({records})
             ORDER BY "partition", "offset"
             """,
            cancellationToken);
    }

    private async Task FillAsync(DuckDBConnection duck, long generation, bool windows, CancellationToken cancellationToken)
    {
        DuckDbEngine.Execute(duck, ExportTable.Create(windows), cancellationToken);
        using var appender = duck.CreateAppender("export");
        foreach (var dimension in Dimensions.All)
        {
            await foreach (var (key, tally) in views.ListAsync(dimension, generation, cancellationToken))
            {
                if (!windows)
                {
                    ExportTable.Append(appender, dimension, key, null, tally);
                    continue;
                }

                foreach (var window in await views.ReadWindowsAsync(
                    new ViewKey(dimension, key), generation, int.MinValue, int.MaxValue, cancellationToken))
                    ExportTable.Append(appender, dimension, key, window.Window, window.Tally);
            }
        }
    }

    private static long Count(DuckDBConnection duck)
    {
        using var command = DuckDbEngine.Command(duck, "SELECT count(*) FROM export");
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static string Format(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'",
        ExportFormat.Json => "FORMAT json, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'",
        _ => "FORMAT parquet, COMPRESSION zstd",
    };
}
