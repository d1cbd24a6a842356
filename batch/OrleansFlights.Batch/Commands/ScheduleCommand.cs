using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>schedule</c>: archive, run and publish on an interval.</summary>
internal static class ScheduleCommand
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(7);

    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var every = new Option<TimeSpan?>("--every")
        {
            Description = "Time between the starts of rounds, such as 30s, 5m or 1h; default: Batch:Every.",
            CustomParser = result => Duration.TryParse(result.Tokens[0].Value) is { } value && value >= Least && value <= Most
                ? value
                : Wrong(result),
        };
        var command = new Command(
            "schedule", "Archives, adds what is new as a generation and publishes it, round after round until Ctrl-C.") { every, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data), mayMake: true);
            await RunAsync(
                services, parsed.GetValue(every) ?? services.GetRequiredService<IOptions<BatchOptions>>().Value.Every, cancellation);
            return 0;
        });
        return command;
    }

    private static TimeSpan? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"--every takes 1s to 7d, not '{result.Tokens[0].Value}'."));
        return null;
    }

    private static async Task RunAsync(IServiceProvider services, TimeSpan every, CancellationToken cancellation)
    {
        using var telemetry = ToolTelemetry.Start(services.GetRequiredService<IConfiguration>(), "batch");
        BatchMetrics.Announce();
        using var timer = new PeriodicTimer(every, services.GetRequiredService<TimeProvider>());
        try
        {
            do
            {
                try
                {
                    await ArchiveCommand.OnceAsync(services, cancellation);
                    await RunCommand.OnceAsync(services, full: false, publish: true, cancellation);
                }
                catch (Exception e) when (e is BatchException or ArchiveException or ViewsException or LogException or IOException)
                {
                    BatchMetrics.RunFailed();
                    await Console.Error.WriteLineAsync($"This round failed, the published generation stays: {e.Message}");
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Being stopped is how it ends.
        }
    }
}
