using Microsoft.Extensions.Hosting;
using OrleansFlights.Batch.Archive;

namespace OrleansFlights.Batch.Hosting;

/// <summary>Archives for as long as the host runs.</summary>
internal sealed class ArchiverService(Archiver archiver) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => archiver.FollowAsync(stoppingToken), stoppingToken);
}
