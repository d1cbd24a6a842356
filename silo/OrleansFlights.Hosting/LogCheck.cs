using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Hosting;

/// <summary>
/// Whether the log can be read and takes dead letters; content in a process that has none of its own, because it only talks to silos.
/// </summary>
public sealed class LogCheck(IEnumerable<IEventLog> eventLog) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (eventLog.LastOrDefault() is not { } log)
            return HealthCheckResult.Healthy("read by the silos");
        try
        {
            var ranges = await log.Events.GetOffsetsAsync(cancellationToken);
            if (DeadLetterFailures.Current is { Count: > 0 } failing)
                return HealthCheckResult.Unhealthy($"dead letters cannot be written: {string.Join("; ", failing)}");
            return HealthCheckResult.Healthy($"{ranges.Count} partitions");
        }
        catch (Exception failure)
        {
            return HealthCheckResult.Unhealthy("cannot be read", failure);
        }
    }
}
