using Microsoft.Extensions.Hosting;
using OrleansFlights.Batch.Archive;

namespace OrleansFlights.Batch.Hosting;

/// <summary>Archives for as long as the host runs.</summary>
internal sealed class ArchiverService(Archiver archiver) : BackgroundService
{
    private readonly DedicatedThreadScheduler _thread = new("archiver");

    /// <inheritdoc/>
    public override void Dispose()
    {
        _thread.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _thread.RunAsync(() => archiver.FollowAsync(stoppingToken), stoppingToken);
}
