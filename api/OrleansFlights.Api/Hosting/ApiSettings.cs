using OrleansFlights.Api.Edge;
using OrleansFlights.Batch;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Cluster;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Grains;
using OrleansFlights.Grains.Changefeed;
using OrleansFlights.Log;
using OrleansFlights.Search;
using OrleansFlights.Simulation.Hosting;
using OrleansFlights.Streams;
using OrleansFlights.Views;

namespace OrleansFlights.Api;

/// <summary>The sections that the gateway reads; those of the pipeline in it are not read where it is the client of a cluster.</summary>
public static class ApiSettings
{
    /// <summary>All of them.</summary>
    public static SettingsCatalog Catalog { get; } = new(
        typeof(DataOptions),
        typeof(GraphQLLimits),
        typeof(GraphQLOptions),
        typeof(EdgeOptions),
        typeof(FlightClusterOptions),
        typeof(LogOptions),
        typeof(ViewsOptions),
        typeof(SearchOptions),
        typeof(SimulationOptions),
        typeof(ArchiveOptions),
        typeof(BatchOptions),
        typeof(GrainsOptions),
        typeof(LogStreamOptions),
        typeof(ChangefeedOptions),
        typeof(TelemetryOptions));

    /// <summary>What <c>--help</c> prints.</summary>
    public static string Help => new SettingsHelp(
        "OrleansFlights.Api",
            "Answers GraphQL over the flights' views; by itself it also simulates, logs, counts, archives and indexes flights.", Catalog)
            .ToString();
}
