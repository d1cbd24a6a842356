using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>
/// Lets the log forget what every retained generation counted. Everything above the oldest cut stays, so that readers can begin anew at any
/// generation that may be published; and so does what others who read the log have not come to.
/// </summary>
public sealed class LogRetention(
    IEventLog eventLog, IBatchViews views, IOptions<BatchOptions> options, IEnumerable<ILogHold> holds, ILogger<LogRetention> logger)
{
    /// <summary>Truncates the log, if the setting <c>Log:Truncate</c> says so.</summary>
    /// <exception cref="LogException">The log cannot be truncated.</exception>
    public async Task TruncateAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.TruncateLog)
            return;
        var oldest = (await views.GetPublishedAsync(cancellationToken)).OldestCut;
        var needed = new List<(string Who, IReadOnlyDictionary<int, long> From)>();
        foreach (var hold in holds)
            needed.Add((hold.Name, await hold.NeededFromAsync(eventLog.Events.Topic, cancellationToken)));
        foreach (var range in await eventLog.Events.GetOffsetsAsync(cancellationToken))
        {
            var before = Before(range.Partition, oldest[range.Partition], needed);
            if (before <= range.Begin)
                continue;
            await eventLog.Events.TruncateAsync(range.Partition, before, cancellationToken);
            RunMessages.Truncated(logger, range.Partition, before);
        }
    }

    private long Before(int partition, long cut, List<(string Who, IReadOnlyDictionary<int, long> From)> needed)
    {
        // Who has read a partition that is not named has read nothing of it; who has read nothing at all does not hold the log back.
        var lowest = needed.Where(n => n.From.Count > 0).Select(n => (n.Who, From: n.From.GetValueOrDefault(partition)))
            .OrderBy(n => n.From).FirstOrDefault();
        if (lowest.Who is null || lowest.From >= cut)
            return cut;
        RunMessages.Held(logger, partition, lowest.From, lowest.Who, cut);
        return lowest.From;
    }
}
