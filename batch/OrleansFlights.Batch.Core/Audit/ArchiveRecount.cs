using System.Text;
using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>Recounts views from the archive. DuckDB only hands out its rows; they are counted here.</summary>
internal sealed class ArchiveRecount(IArchiveStore store, WorkDirectory scratch, IOptions<BatchOptions> options)
{
    /// <summary>Counts what the archive holds below a cut.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read or does not reach the cut.</exception>
    /// <exception cref="BatchException">DuckDB failed.</exception>
    public async Task CountAsync(ViewRecount recount, Cut cut, CancellationToken cancellationToken)
    {
        var covers = (await store.ListAllAsync(cancellationToken)).Coverage;
        var files = new List<(FileSplit, string)>();
        foreach (var (partition, to) in cut.Offsets)
        {
            var cover = covers.GetValueOrDefault(partition)
                ?? throw new ArchiveException($"The archive {store.Location} has no files of partition {partition}.");
            foreach (var slice in cover.Slice(cover.Begin, Math.Max(cover.Begin, to), leaveGaps: true))
                files.Add((slice, await store.OpenAsync(slice.File, cancellationToken)));
        }

        if (files.Count == 0)
            return;
        try
        {
            await using var duck = DuckDbWorkDirectory.Open(scratch, options.Value);
            Count(duck.Connection, files, recount, cancellationToken);
        }
        catch (DuckDBException e)
        {
            throw new BatchException($"DuckDB failed: {e.Message}", e);
        }
    }

    private static void Count(
        DuckDBConnection connection, List<(FileSplit, string)> files, ViewRecount recount, CancellationToken cancellationToken)
    {
        using var command = DuckDbEngine.Command(
            connection,
            "SELECT origin, destination, airline, status, scheduled_departure, actual_departure, event_time FROM "
            + $"({DuckDbEngine.Source.Query(files)}) AS events "
            + $"WHERE valid AND ({Condition(recount.Views)})");
        command.UseStreamingMode = true;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!FlightStatuses.TryParse(Encoding.UTF8.GetBytes(rows.GetString(3)), out var status))
                throw new BatchException($"The archive holds the status '{rows.GetString(3)}', which is none.");
            int? delay = status == FlightStatus.Departed && !rows.IsDBNull(5) ? DelaySeconds(rows.GetInt64(4), rows.GetInt64(5)) : null;
            var fact = new FlightFact(0, FlightWindow.IndexOf(rows.GetInt64(6)), status, delay);
            recount.Add(rows.GetString(0), rows.GetString(1), rows.GetString(2), fact);
        }
    }

    private static int DelaySeconds(long scheduled, long actual) => (int)Math.Floor((actual - scheduled) / 1_000_000m);

    private static string Condition(IReadOnlyCollection<ViewKey> views)
    {
        if (views.Any(v => v.Dimension == Dimension.Total))
            return "true";
        return string.Join(" OR ", views.GroupBy(v => v.Dimension).Select(d =>
            $"{Column(d.Key)} IN ({string.Join(", ", d.Select(v => DuckDbEngine.Text(v.Key)))})"));
    }

    private static string Column(Dimension dimension) => dimension switch
    {
        Dimension.Route => "CONCAT(origin, '-', destination)",
        Dimension.Airline => "airline",
        Dimension.Departures => "origin",
        _ => "destination",
    };
}
