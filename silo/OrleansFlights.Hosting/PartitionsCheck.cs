using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFlights.Log;

namespace OrleansFlights.Hosting;

/// <summary>
/// Whether the partitions that this process reads get on; healthy in a process that reads none, because it only talks to silos.
/// </summary>
public sealed class PartitionsCheck(IEnumerable<IReadingHealth> reading) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(reading.LastOrDefault()?.Trouble is { } trouble
            ? new HealthCheckResult(context.Registration.FailureStatus, trouble)
            : HealthCheckResult.Healthy("get on"));
}
