using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Import.Importing;
using OrleansFlights.Import.Sources;
using OrleansFlights.Log;
using OrleansFlights.Simulation.Hosting;

namespace OrleansFlights.Import.Playback;

/// <summary>
/// Plays a file of past flights inside a process, in the order of their times and faster than in life. It goes on where an earlier process
/// stopped; when the file is over, or cannot be read, the process lives on.
/// </summary>
internal sealed partial class PlaybackService(
    IEventLog log, SimulationOptions options, TimeProvider time, ILogger<PlaybackService> logger, ILogger<ImportLog> importLogger)
        : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var source = options.Source!;
        try
        {
            // Understanding a large file takes a while, and nothing else of the process waits for it.
            using var plan = await Task.Run(
                () =>
                {
                    var made = ImportPlan.Make([source], new ImportOptions(), time, stoppingToken);
                    made.Verify(acceptBad: false);
                    return made;
                },
                stoppingToken);
            await PlayAsync(plan, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStop(logger, source);
        }
        catch (Exception trouble) when (trouble is LogException or IOException or UnauthorizedAccessException)
        {
            LogGivenUp(logger, trouble, source);
        }
    }

    private async Task PlayAsync(ImportPlan plan, CancellationToken stopping)
    {
        await using var imports = new ImportLog(
            log as IStatefulLog
                ?? throw new LogException("This log cannot remember what was imported."), log.Events.Topic, time, importLogger);
        using var bad = new BadRowReport(Path.Combine(Path.GetTempPath(), $"flights-playback-{Environment.ProcessId}.bad.jsonl"));
        var importer = new Importer(imports, options.Speed, again: false, bad, time);
        foreach (var file in plan.Sources)
        {
            var result = await importer.RunAsync(
                file, start => LogStart(logger, file.Part.Name, options.Speed, start.Row), _ => { }, stopping);
            LogEnd(logger, file.Part.Name, result.To.Events, result.To.Bad, result.WasDone);
        }
    }

    [LoggerMessage(1510, LogLevel.Information, "Playing {File} at {Speed} times its speed, from row {Row} on")]
    private static partial void LogStart(ILogger logger, string file, double speed, long row);

    [LoggerMessage(1511, LogLevel.Information, "{File} is played: {Events} events, {Bad} rows were no flights (played before: {WasDone})")]
    private static partial void LogEnd(ILogger logger, string file, long events, long bad, bool wasDone);

    [LoggerMessage(1512, LogLevel.Information, "Playing {File} stopped")]
    private static partial void LogStop(ILogger logger, string file);

    [LoggerMessage(1513, LogLevel.Error, "{File} is not played on; restart when that is fixed")]
    private static partial void LogGivenUp(ILogger logger, Exception trouble, string file);
}
