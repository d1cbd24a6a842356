using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFlights.Api.Views;
using OrleansFlights.Flights;
using OrleansFlights.Hosting;

namespace OrleansFlights.Api.Rest;

/// <summary>What the gateway must be able to do before it is ready: grains answer and the log can be read.</summary>
public static class ReadinessChecks
{
    /// <summary>Adds the checks.</summary>
    public static IServiceCollection AddReadinessChecks(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<GrainsCheck>("grains", tags: [FlightHealthHosting.Ready], timeout: FlightHealthHosting.Patience)
            .AddCheck<LogCheck>("log", tags: [FlightHealthHosting.Ready], timeout: FlightHealthHosting.Patience);
        return services;
    }

    private sealed class GrainsCheck(IFlightViews views) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await views.ReadAsync(ViewKey.Total, cancellationToken);
                return HealthCheckResult.Healthy("answer");
            }
            catch (Exception failure)
            {
                return HealthCheckResult.Unhealthy("do not answer", failure);
            }
        }
    }
}
