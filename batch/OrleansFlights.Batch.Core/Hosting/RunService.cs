using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Hosting;

/// <summary>
/// Adds what is new to the published generation and publishes that, again and again. A run that fails is tried again at the next turn.
/// </summary>
internal sealed class RunService(BatchRunner runner, IOptions<BatchOptions> options, TimeProvider time, ILogger<RunService> logger)
    : BackgroundService
{
    private readonly DedicatedThreadScheduler _thread = new("batch run");

    /// <inheritdoc/>
    public override void Dispose()
    {
        _thread.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await _thread.RunAsync(() => runner.RunAsync(full: false, publish: true, progress: null, stoppingToken), stoppingToken);
            }
            catch (Exception e) when (
                e is BatchException or ArchiveException or ViewsException or LogException or IOException or UnauthorizedAccessException)
            {
                BatchMetrics.RunFailed();
                RunMessages.Failed(logger, e, options.Value.Every.TotalSeconds);
            }
        }
    }
}
