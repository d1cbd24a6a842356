using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Log;
using OrleansFlights.Simulation.Faults;
using OrleansFlights.Simulation.Live;
using OrleansFlights.Simulation.World;

namespace OrleansFlights.Simulation.Hosting;

/// <summary>
/// Simulates flights inside a process for as long as it runs. When the log takes no more, the simulation ends and the process lives on.
/// </summary>
internal sealed partial class SimulationService(
    IEventLog eventLog, SimulationOptions options, TimeProvider time, ILogger<SimulationService> logger,
        ILogger<LogAppender> appenderLogger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seed = options.Seed ?? Random.Shared.Next();
        var simulation = new FlightSimulation(Network.World, seed, FlightSimulation.LiveCompression);
        long sent = 0;
        try
        {
            var log = eventLog.Events;
            LogStart(logger, options.Rate, log.Topic, seed);
            var feed = new LiveFeed(
                new RecordSource(simulation, new FaultOptions(), seed), new LogAppender(log, time, appenderLogger), time);
            await feed.RunAsync(options.Rate, null, batch => sent += batch.Count, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStop(logger, sent);
        }
        catch (LogException trouble)
        {
            LogGivenUp(logger, trouble, sent);
        }
    }

    [LoggerMessage(10, LogLevel.Information, "Simulating flights: {Rate} events per second to {Topic}, seed {Seed}")]
    private static partial void LogStart(ILogger logger, double rate, string topic, int seed);

    [LoggerMessage(11, LogLevel.Information, "Simulation stopped after {Sent} events")]
    private static partial void LogStop(ILogger logger, long sent);

    [LoggerMessage(12, LogLevel.Error, "Simulation ended after {Sent} events: the log takes no more; restart when that is mended")]
    private static partial void LogGivenUp(ILogger logger, Exception trouble, long sent);
}
