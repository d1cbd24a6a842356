using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>
/// Lets the log forget what every retained generation counted: all of it with <c>Log:Truncate</c>, else the oldest of it while the log is
/// larger than it is meant to be. Everything above the oldest cut stays, so that readers can begin anew at any generation that may be
/// published; and so does what others who read the log have not come to.
/// </summary>
public sealed class LogRetention(
    IEventLog eventLog, IBatchViews views, IOptions<LogOptions> options, IEnumerable<ILogHold> holds, ILogger<LogRetention> logger)
{
    /// <summary>The part of its limit that a log is brought down to, so that not every run has to.</summary>
    private const double Target = 0.9;

    /// <summary>Truncates the log as far as the settings say.</summary>
    /// <exception cref="LogException">The log cannot be read or truncated.</exception>
    public async Task TruncateAsync(CancellationToken cancellationToken) =>
        await ApplyAsync(await PlanAsync(cancellationToken), cancellationToken);

    /// <summary>What the log may forget now; nothing where the settings keep everything.</summary>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public async Task<IReadOnlyList<LogTrim>> PlanAsync(CancellationToken cancellationToken)
    {
        var share = await ShareAsync(cancellationToken);
        if (share == 0)
            return [];
        var oldest = (await views.GetPublishedAsync(cancellationToken)).OldestCut;
        var needed = new List<(string Who, IReadOnlyDictionary<int, long> From)>();
        foreach (var hold in holds)
            needed.Add((hold.Name, await hold.NeededFromAsync(eventLog.Events.Topic, cancellationToken)));
        return [.. (await eventLog.Events.GetOffsetsAsync(cancellationToken)).Select(r => Plan(r, share, oldest[r.Partition], needed))];
    }

    /// <summary>Lets the log forget what was planned; it may keep some more.</summary>
    /// <exception cref="LogException">The log cannot be truncated.</exception>
    public async Task ApplyAsync(IReadOnlyList<LogTrim> plan, CancellationToken cancellationToken)
    {
        foreach (var trim in plan)
        {
            if (trim.HeldBy is not null)
                RunMessages.Held(logger, trim.Partition, trim.Before, trim.HeldBy);
            if (trim.Before <= trim.Begin)
                continue;
            await eventLog.Events.TruncateAsync(trim.Partition, trim.Before, cancellationToken);
            RunMessages.Truncated(logger, trim.Partition, trim.Before);
        }
    }

    /// <summary>The share of the log's records that should go, 0 to 1.</summary>
    private async ValueTask<double> ShareAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Truncate)
            return 1;
        if (eventLog is not ISizedLog { Limit: { } limit } log)
            return 0;
        var bytes = await log.GetBytesAsync(cancellationToken);
        return bytes <= limit ? 0 : 1 - (Target * limit / bytes);
    }

    private static LogTrim Plan(
        OffsetRange range, double share, long cut, List<(string Who, IReadOnlyDictionary<int, long> From)> needed)
    {
        var wanted = Math.Min(cut, range.Begin + (long)Math.Ceiling((range.End - range.Begin) * share));

        // Who has read a partition that is not named has read nothing of it; who has read nothing at all does not hold the log back.
        var lowest = needed.Where(n => n.From.Count > 0).Select(n => (n.Who, From: n.From.GetValueOrDefault(range.Partition)))
            .OrderBy(n => n.From).FirstOrDefault();
        var (before, heldBy) = lowest.Who is null || lowest.From >= wanted ? (wanted, null) : (lowest.From, lowest.Who);
        return new LogTrim(range.Partition, range.Begin, Math.Max(before, range.Begin), range.End, heldBy);
    }
}
