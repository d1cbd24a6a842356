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
        var command = new Command("archive", "Copies what the log holds, and the archive does not yet, to the archive.") { follow, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            await RunAsync(services, parsed.GetValue(follow), cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>Archives what the log holds now and says how much that was.</summary>
    public static async Task OnceAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var offsets = await ConsoleProgress.BarAsync(
            "Archiving", progress => services.GetRequiredService<Archiver>().ArchiveAllAsync(progress, cancellation));
        await Console.Out.WriteLineAsync($"Archived {offsets} offsets to {services.GetRequiredService<IArchiveStore>().Location}");
    }

    private static async Task RunAsync(IServiceProvider services, bool follow, CancellationToken cancellation)
    {
        if (!follow)
        {
            await OnceAsync(services, cancellation);
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
