using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Hosting;
using OrleansFlights.Search;

namespace OrleansFlights.Api.Rest;

/// <summary>
/// What the gateway must be able to do before it is ready: grains answer and the log can be read. Without search it is degraded, not
/// unready: all else is answered.
/// </summary>
public static class ReadinessChecks
{
    /// <summary>Adds the checks.</summary>
    public static IServiceCollection AddReadinessChecks(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<GrainsCheck>("grains", tags: [FlightHealthHosting.Ready], timeout: FlightHealthHosting.Patience)
            .AddCheck<LogCheck>("log", tags: [FlightHealthHosting.Ready], timeout: FlightHealthHosting.Patience)
            .AddCheck<PartitionsCheck>("partitions", HealthStatus.Degraded, [FlightHealthHosting.Ready], FlightHealthHosting.Patience)
            .AddCheck<SearchCheck>("search", HealthStatus.Degraded, [FlightHealthHosting.Ready], FlightHealthHosting.Patience);
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

    private sealed class SearchCheck(IFlightSearch search) : IHealthCheck
    {
        /// <summary>No event has it: the answer is found without reading any flight.</summary>
        private const string NoFlight = "-";

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await search.GetAsync(NoFlight, cancellationToken);
                return HealthCheckResult.Healthy("answers");
            }
            catch (SearchException nothing) when (nothing.IsUnmade)
            {
                return HealthCheckResult.Healthy("nothing is indexed yet");
            }
            catch (SearchException failure)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, $"{failure.Service} does not answer", failure);
            }
        }
    }
}
