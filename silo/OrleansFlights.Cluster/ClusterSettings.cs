using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Cluster;

/// <summary>Reads the section <c>Cluster</c>.</summary>
public static class ClusterSettings
{
    /// <summary>The section, every value checked.</summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static FlightClusterOptions Read(IConfiguration configuration) => SettingsReader.Read<FlightClusterOptions>(configuration);
}
