using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.Streaming.Kafka;

/// <summary>Says how the partitions fare that this silo reads.</summary>
internal sealed class KafkaStreamHealthCheck(PartitionStatuses statuses, long mostLag) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var all = statuses.All.ToList();
        var data = all.ToDictionary(status => $"partition {status.Partition} lag", status => (object)status.Lag);
        var troubled = all.Where(status => status.Trouble is not null).ToList();
        if (troubled.Count > 0)
        {
            var text = string.Join("; ", troubled.Select(status => $"partition {status.Partition}: {status.Trouble}"));
            return Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, text, data: data));
        }

        var behind = all.Where(status => status.Lag > mostLag).Select(status => status.Partition).ToList();
        return Task.FromResult(behind.Count > 0
            ? HealthCheckResult.Degraded($"partitions {string.Join(", ", behind)} lie more than {mostLag} records behind", data: data)
            : HealthCheckResult.Healthy($"{all.Count} partitions", data));
    }
}
