using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Hosting;

namespace OrleansFlights.Silo;

/// <summary>What a silo must be able to do before it is ready: have joined the cluster, reach grains, read the log.</summary>
internal static class SiloChecks
{
    public static void AddSiloChecks(this IHostApplicationBuilder builder) => builder.Services.AddHealthChecks()
        .AddCheck<MemberCheck>("member", tags: [FlightHealthHosting.Ready], timeout: FlightHealthHosting.Patience)
        .AddCheck<GrainsCheck>("grains", tags: [FlightHealthHosting.Ready], timeout: FlightHealthHosting.Patience)
        .AddCheck<LogCheck>("log", tags: [FlightHealthHosting.Ready], timeout: FlightHealthHosting.Patience);

    private sealed class MemberCheck(ISiloStatusOracle silos) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(silos.CurrentStatus == SiloStatus.Active
                ? HealthCheckResult.Healthy($"one of {silos.GetApproximateSiloStatuses(onlyActive: true).Count} active silos")
                : HealthCheckResult.Unhealthy(silos.CurrentStatus.ToString()));
    }

    private sealed class GrainsCheck(IGrainFactory grains) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await grains.View(ViewKey.Total).Read().AsTask().WaitAsync(cancellationToken);
                return HealthCheckResult.Healthy("answer");
            }
            catch (Exception failure)
            {
                return HealthCheckResult.Unhealthy("do not answer", failure);
            }
        }
    }
}
