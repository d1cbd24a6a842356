using OrleansFlights.Cluster;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Hosting;

namespace OrleansFlights.Api;

/// <summary>The gateway's metrics and traces; a trace goes on through the grains that a query asks.</summary>
public static class GatewayTelemetry
{
    private const string Process = "api";

    /// <summary>Adds both.</summary>
    /// <exception cref="SettingException">A setting is not allowed.</exception>
    public static void AddGatewayTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddFlightMetrics(builder.Configuration, Process);
        if (!TelemetrySettings.Read(builder.Configuration).Traces)
            return;
        if (ClusterSettings.Read(builder.Configuration).IsLocalhost)
            builder.UseOrleans(silo => silo.AddActivityPropagation());
        else
            builder.UseOrleansClient(client => client.AddActivityPropagation());
    }
}
