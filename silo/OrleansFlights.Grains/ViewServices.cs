using Microsoft.Extensions.Logging;
using OrleansFlights.Flights;
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
    ILogger<ViewGrain> Logger);
