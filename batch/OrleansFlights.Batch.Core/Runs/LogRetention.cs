using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>
/// Lets the log forget what every retained generation counted. Everything above the oldest cut stays, so that readers can begin anew at any
/// generation that may be published.
/// </summary>
public sealed class LogRetention(IEventLog eventLog, IBatchViews views, IOptions<BatchOptions> options, ILogger<LogRetention> logger)
{
    /// <summary>Truncates the log, if the setting <c>Log:Truncate</c> says so.</summary>
    /// <exception cref="LogException">The log cannot be truncated.</exception>
    public async Task TruncateAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.TruncateLog)
            return;
        var oldest = (await views.GetPublishedAsync(cancellationToken)).OldestCut;
        foreach (var range in await eventLog.Events.GetOffsetsAsync(cancellationToken))
        {
            if (oldest[range.Partition] <= range.Begin)
                continue;
            await eventLog.Events.TruncateAsync(range.Partition, oldest[range.Partition], cancellationToken);
            RunMessages.Truncated(logger, range.Partition, oldest[range.Partition]);
        }
    }
}
