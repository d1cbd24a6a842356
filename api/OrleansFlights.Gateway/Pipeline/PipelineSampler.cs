using Microsoft.Extensions.Hosting;
using OrleansFlights.Gateway.Grains;

namespace OrleansFlights.Gateway.Pipeline;

/// <summary>
/// Looks at the pipeline every few seconds, whether anybody watches or not, so that a history is there when somebody does.
/// </summary>
public sealed partial class PipelineSampler(
    PipelineHistory history, IFlightViews views, TimeProvider time, ILogger<PipelineSampler> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PipelineHistory.Interval, time);
        var failing = false;
        try
        {
            do
            {
                try
                {
                    history.Add(PipelineSample.Of(await views.ReadPipelineAsync(stoppingToken), time.GetUtcNow()));
                    failing = false;
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    if (!failing)
                        LogFailed(failure);
                    failing = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "The pipeline did not answer for its history; trying again until it does.")]
    private partial void LogFailed(Exception failure);
}
