using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Search.Indexing;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>index</c>: the log into the search index.</summary>
internal static class IndexCommand
{
    private const int WholeTime = 100;

    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var rebuild = new Option<bool>(
            "--rebuild")
        {
            Description =
            "Make the index anew from the archive and the log; the one there is stays in use until then, and for good if the new one holds "
            + "fewer flights."
        };
        var fewer = new Option<bool>(
            "--accept-fewer")
        { Description = "With --rebuild: use the new index even if it holds fewer flights." };
        var follow = new Option<bool>("--follow") { Description = "Go on with what comes, until Ctrl-C." };
        var json = JsonOutput.Option();
        var command = new Command("index",
            "Brings what the log holds, and the search index does not yet, into the search index.") { rebuild, fewer, follow, json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data), mayMake: parsed.GetValue(follow));
            using var telemetry = parsed.GetValue(follow)
                ? ToolTelemetry.Start(services.GetRequiredService<IConfiguration>(), "indexer") : null;
            await RunAsync(services.GetRequiredService<FlightIndexer>(), parsed.GetValue(rebuild), parsed.GetValue(fewer),
                parsed.GetValue(follow), parsed.GetValue(json), cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(
        FlightIndexer indexer, bool rebuild, bool acceptFewer, bool follow, bool json, CancellationToken cancellation)
    {
        if (rebuild || !follow)
        {
            var result = await ConsoleProgress.BarAsync(
                "Indexing", progress => indexer.CatchUpAsync(rebuild, progress, cancellation, acceptFewer));
            await JsonOutput.WriteAsync(
                json,
                new { result.Records, result.Documents, result.Build },
                $"Indexed {result.Records} records into {result.Build}: {result.Documents} flights made or changed");
        }

        if (!follow)
            return;
        try
        {
            await indexer.FollowAsync(WholeTime, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Being stopped is how it ends.
        }
    }
}
