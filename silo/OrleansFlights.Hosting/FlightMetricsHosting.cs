using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;

namespace OrleansFlights.Hosting;

/// <summary>The metrics of every process that serves HTTP, for Prometheus at <c>/metrics</c>, and its traces.</summary>
public static class FlightMetricsHosting
{
    /// <summary>
    /// Collects what <see cref="FlightTelemetry"/> does and ASP.NET Core's; map the metrics with <c>MapPrometheusScrapingEndpoint</c>.
    /// Traces go to
    /// <c>Telemetry:OtlpEndpoint</c>, if there is one.
    /// </summary>
    /// <param name="services">The process's services.</param>
    /// <param name="configuration">The process's settings.</param>
    /// <param name="process">The process's name.</param>
    /// <exception cref="SettingException">A setting of the section <c>Telemetry</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightMetrics(this IServiceCollection services, IConfiguration configuration, string process)
    {
        var options = TelemetrySettings.Read(configuration);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => FlightTelemetry.Name(resource, process))
            .WithMetrics(
                metrics => metrics.AddFlightMeters().AddSentMetrics(options).AddAspNetCoreInstrumentation().AddPrometheusExporter());
        if (options.Traces)
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddFlightTraces(options));
        return services;
    }
}
