using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansFlights.Search.Indexing;

/// <summary>Indexes for as long as the host runs.</summary>
internal sealed class IndexerService(FlightIndexer indexer, IOptions<SearchOptions> options) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(() => indexer.FollowAsync(options.Value.BusyPercent, stoppingToken), stoppingToken);
}
