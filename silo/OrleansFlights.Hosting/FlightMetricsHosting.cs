using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace OrleansFlights.Hosting;

/// <summary>The metrics of every process that serves HTTP, for Prometheus at <c>/metrics</c>.</summary>
public static class FlightMetricsHosting
{
    /// <summary>Collects our meters, Orleans', ASP.NET Core's and the runtime's; map them with <c>MapPrometheusScrapingEndpoint</c>.</summary>
    public static IServiceCollection AddFlightMetrics(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("OrleansFlights.*", "Microsoft.Orleans")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }
}
