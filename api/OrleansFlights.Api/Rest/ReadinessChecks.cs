using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFlights.Api.Views;
using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Api.Rest;

/// <summary><c>/health</c>: the process lives. <c>/health/ready</c>: grains answer and the log can be read.</summary>
public static class ReadinessChecks
{
    private const string Ready = "ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Adds the checks.</summary>
    public static IServiceCollection AddReadinessChecks(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<GrainsCheck>("grains", tags: [Ready], timeout: Patience)
            .AddCheck<LogCheck>("log", tags: [Ready], timeout: Patience);
        return services;
    }

    /// <summary>Maps both paths.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), e.Value.Description }),
    });

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

    private sealed class LogCheck(IEnumerable<IEventLogs> logs) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            // A gateway that only talks to silos has no log of its own to read.
            if (logs.LastOrDefault() is not { } log)
                return HealthCheckResult.Healthy("read by the silos");
            try
            {
                var extents = await log.Events.GetExtentsAsync(cancellationToken);
                return HealthCheckResult.Healthy($"{extents.Count} partitions");
            }
            catch (Exception failure)
            {
                return HealthCheckResult.Unhealthy("cannot be read", failure);
            }
        }
    }
}
