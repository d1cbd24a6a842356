using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansFlights.Log;

/// <summary>Tells the partitions of the topic of events: those there are, and those that are added while it is in use.</summary>
public sealed partial class PartitionDiscovery(IEventLog eventLog, IOptions<LogOptions> options, ILogger<PartitionDiscovery> logger)
{
    private readonly ITopic _log = eventLog.Events;
    private readonly TimeSpan _refresh = options.Value.PartitionRefresh;

    /// <summary>
    /// Each partition once, as it is found; goes on until it is cancelled. While the log cannot be reached there are no more.
    /// </summary>
    public async IAsyncEnumerable<int> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = 0; ; await Task.Delay(_refresh, cancellationToken))
        {
            var count = await CountAsync(next, cancellationToken);
            while (next < count)
                yield return next++;
        }
    }

    private async Task<int> CountAsync(int known, CancellationToken cancellationToken)
    {
        try
        {
            return (await _log.GetOffsetsAsync(cancellationToken)).Count;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogCannotLook(e, _log.Topic, known, _refresh);
            return known;
        }
    }

    [LoggerMessage(1120, LogLevel.Warning, "Cannot look for partitions of {Topic} beyond the {Known} known; trying again in {Pause}")]
    private partial void LogCannotLook(Exception exception, string topic, int known, TimeSpan pause);
}
