using System.CommandLine;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Producer.Console;
using OrleansFlights.Simulation;
using OrleansFlights.Simulation.Faults;
using OrleansFlights.Simulation.Hosting;
using OrleansFlights.Simulation.Live;
using OrleansFlights.Simulation.World;

namespace OrleansFlights.Producer.Commands;

/// <summary><c>produce</c>: simulated flights to the log, as they happen.</summary>
internal static class ProduceCommand
{
    public static Command Create(ProducerEnvironment environment, string[] settings)
    {
        var rate = SharedOptions.Ranged(
            "--rate", $"Events per second; default: {SimulationOptions.DefaultRate}.", LiveFeed.LeastRate, LiveFeed.MostRate);
        rate.DefaultValueFactory = _ => SimulationOptions.DefaultRate;
        var count = SharedOptions.Ranged("--count", "How many records to send; default: until Ctrl-C.", 1L, long.MaxValue);
        var seed = SharedOptions.Seed();
        var data = SharedOptions.Data();
        var faults = new FaultSwitches();
        var command = new Command(
            "produce", "Sends simulated flight events to the log. They happen now; a flight's life of hours runs in minutes.") { rate,
            count, seed, data };
        faults.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            environment,
            settings,
            parsed.GetValue(data),
            parsed.GetValue(rate),
            parsed.GetResult(count) is null ? null : parsed.GetValue(count),
            parsed.GetValue(seed) ?? Random.Shared.Next(),
            faults.Read(parsed),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ProducerEnvironment environment, string[] settings, string? data, double rate, long? count, int seed, FaultOptions faults,
            CancellationToken cancellation)
    {
        var source = new RecordSource(new FlightSimulation(Network.World, seed, FlightSimulation.LiveCompression), faults, seed);
        await using var log = await LogConnection.OpenAsync(environment, settings, data, cancellation);
        using var telemetry = ToolTelemetry.Start(log.Settings, "producer");
        var feed = new LiveFeed(source, log.Appender, environment.Time);
        var summary = new RunSummary(environment.Time);
        try
        {
            await environment.Progress.RunAsync($"Producing to {log.Events.Topic} (seed {seed})", count, progress => feed.RunAsync(
                rate,
                count,
                batch =>
                {
                    foreach (var record in batch)
                        summary.Add(record);
                    progress.Report(summary.Records);
                },
                cancellation));
        }
        catch (OperationCanceledException) when (count is null && cancellation.IsCancellationRequested)
        {
            // Without a count, being stopped is how it ends.
        }
        finally
        {
            summary.Write(environment.Output);
        }

        return 0;
    }
}
