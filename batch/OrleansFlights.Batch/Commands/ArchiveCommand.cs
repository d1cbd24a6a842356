using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Foundation.Telemetry;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>archive</c>: the log into the archive.</summary>
internal static class ArchiveCommand
{
    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var follow = new Option<bool>("--follow") { Description = "Go on with what comes, until Ctrl-C." };
        var json = JsonOutput.Option();
        var command = new Command("archive", "Copies what the log holds, and the archive does not yet, to the archive.")
        {
            follow, json, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(follow) && result.GetValue(json))
                result.AddError("--follow never ends and has no result for --json.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data), mayMake: parsed.GetValue(follow));
            await RunAsync(services, parsed.GetValue(follow), parsed.GetValue(json), cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>Archives what the log holds now and says how much that was.</summary>
    public static async Task OnceAsync(IServiceProvider services, CancellationToken cancellation, bool json = false)
    {
        var offsets = await ConsoleProgress.BarAsync(
            "Archiving", progress => services.GetRequiredService<Archiver>().ArchiveAllAsync(progress, cancellation));
        var location = services.GetRequiredService<IArchiveStore>().Location;
        await JsonOutput.WriteAsync(json, new { offsets, location }, $"Archived {offsets} offsets to {location}");
    }

    private static async Task RunAsync(IServiceProvider services, bool follow, bool json, CancellationToken cancellation)
    {
        if (!follow)
        {
            await OnceAsync(services, cancellation, json);
            return;
        }

        using var telemetry = ToolTelemetry.Start(services.GetRequiredService<IConfiguration>(), "archiver");
        BatchMetrics.Announce();
        try
        {
            await services.GetRequiredService<Archiver>().FollowAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Being stopped is how it ends.
        }
    }
}
