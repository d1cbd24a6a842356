using Microsoft.Extensions.Logging;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Changefeed;
using OrleansFlights.Grains.Directory;
using OrleansFlights.Views;

namespace OrleansFlights.Grains;

/// <summary>What every view grain of a silo shares.</summary>
public sealed record ViewServices(
    SegmentSize Segments,
    GenerationBoard Board,
    IBatchViews Views,
    DirectoryReporter Directory,
    GrainMetrics Metrics,
    ILogger<ViewGrain> Logger)
{
    /// <summary>Where routes tell of their counts; null when nobody wants to know.</summary>
    public RouteChangefeed? Changefeed { get; init; }
}
