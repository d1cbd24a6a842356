using OrleansFlights.Cluster;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Grains;
using OrleansFlights.Grains.Changefeed;
using OrleansFlights.Log;
using OrleansFlights.Streams;
using OrleansFlights.Views;

namespace OrleansFlights.Silo;

/// <summary>The sections that a silo reads.</summary>
internal static class SiloSettings
{
    public static SettingsCatalog Catalog { get; } = new(
        typeof(DataOptions),
        typeof(LogOptions),
        typeof(ViewsOptions),
        typeof(FlightClusterOptions),
        typeof(GrainsOptions),
        typeof(LogStreamOptions),
        typeof(ChangefeedOptions),
        typeof(DashboardOptions),
        typeof(TelemetryOptions));

    public static string Help => new SettingsHelp(
        "OrleansFlights.Silo", "Runs a silo: the grains per route, airline and airport that count the log's events.", Catalog).ToString();
}
