using Microsoft.Extensions.Logging;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Streams;

namespace OrleansFlights.Grains.Status;

/// <summary>Tells the pipeline grain about twice a second how this silo's part of it stands.</summary>
public sealed partial class SiloReporter(
    IGrainFactory grains, ILocalSiloDetails silo, PartitionStatuses partitions, GrainMetrics metrics, ILogger<SiloReporter> logger)
        : SiloBackgroundService(Period, ServiceLifecycleStage.Active)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key).Report(Report());
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    private SiloReport Report() => new()
    {
        Silo = silo.SiloAddress.ToParsableString(),
        At = DateTimeOffset.UtcNow,
        Partitions =
        [
            .. partitions.Current.Select(p => new PartitionReport(
                p.Partition, p.Position, p.Delivered, p.Checkpoint, p.RetainedBytes, p.Quarantined, p.Trouble)),
        ],
        ActiveViews = metrics.ActiveViews,
        Drift = metrics.Drift,
        Events = metrics.Events,
    };

    [LoggerMessage(140, LogLevel.Debug, "Cannot report to the pipeline grain; trying again")]
    private partial void LogFailed(Exception exception);
}
