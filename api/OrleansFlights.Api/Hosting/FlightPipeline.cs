using OrleansFlights.Cluster;
using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Api;

/// <summary>Where the grains behind the gateway are.</summary>
public static class FlightPipeline
{
    /// <summary>
    /// Adds the whole pipeline to this process, or, when <c>Cluster:Provider</c> is <c>redis</c>, a client of the silos that run it.
    /// </summary>
    /// <exception cref="SettingException">A setting is not allowed.</exception>
    public static WebApplicationBuilder AddFlightPipeline(this WebApplicationBuilder builder)
    {
        if (ClusterSettings.Read(builder.Configuration).IsLocalhost)
            return builder.AddEmbeddedPipeline();
        builder.AddFlightClient();
        return builder;
    }
}
