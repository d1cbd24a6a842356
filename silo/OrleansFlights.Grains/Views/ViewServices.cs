using Microsoft.Extensions.Logging;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Changefeed;
using OrleansFlights.Grains.Generations;
using OrleansFlights.Grains.Rankings;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Views;

/// <summary>What every view grain of a silo shares.</summary>
public sealed record ViewServices(
    SegmentSize Segments,
    GenerationMonitor Board,
    IBatchViews Views,
    RankingReporter Directory,
    GrainMetrics Metrics,
    ILogger<ViewGrain> Logger)
{
    /// <summary>Tells the life of the store that the snapshots are in.</summary>
    public required StoreLives Lives { get; init; }

    /// <summary>Where routes tell of their counts; null when nobody wants to know.</summary>
    public RouteChangefeed? Changefeed { get; init; }
}
