using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Rankings;

/// <summary>
/// Tells the directories how many events the silo's views have, many views in one call. A checkpoint waits until its views' numbers are
/// durable there, so what is behind a recorded checkpoint is in the directory too, and what is not will be read from the log and reported
/// again.
/// </summary>
public sealed partial class RankingReporter(IGrainFactory grains, ILogger<RankingReporter> logger)
    : SiloBackgroundService(Pause, AroundStreams)
{
    private const int Few = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // A directory writes all its keys each time. While many views go on asking for that, they wait for each other this long at most.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<ReportedView> _touched = new();
    private readonly ConcurrentQueue<(ReportedView View, TaskCompletionSource Confirmed)> _confirmations = new();
    private int _waiting;
    private long _waitingSince;

    /// <summary>Notes a view's number of events for the next report.</summary>
    public void Touch(ReportedView view, long events)
    {
        if (view.Touch(events))
            _touched.Enqueue(view);
    }

    /// <summary>Completes when a view's number of events is durable in its directory.</summary>
    public Task ConfirmAsync(ReportedView view, long events)
    {
        Touch(view, events);
        var confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _confirmations.Enqueue((view, confirmed));
        return confirmed.Task;
    }

    /// <inheritdoc/>
    protected override async Task RoundAsync(CancellationToken cancellationToken)
    {
        // What is to be confirmed is told once more: an earlier report may have reached a directory that was lost since, with what it had
        // not written.
        var confirmations = TakeConfirmations();
        var reports = confirmations.ConvertAll(c => (c.View, c.View.Events));
        while (_touched.TryDequeue(out var view))
            reports.Add((view, view.Take()));

        try
        {
            await Task.WhenAll(reports.GroupBy(r => r.View.View.Dimension).Select(group => grains
                .GetGrain<IRankingGrain>(group.Key.Name())
                .Report(new Immutable<RankingEntry[]>([.. group.Select(r => new RankingEntry(r.View.View.Key, r.Events))]),
                    confirmations.Count > 0)
                .AsTask()));
            confirmations.ForEach(c => c.Confirmed.TrySetResult());
        }
        catch (Exception e)
        {
            LogFailed(e, reports.Count);
            foreach (var (view, events) in reports)
                Touch(view, events);
            confirmations.ForEach(c => c.Confirmed.TrySetException(e));
        }
    }

    /// <summary>
    /// Those who wait for a durable report, when they are few, no more came since the last round, or the first has waited for long enough;
    /// else none yet.
    /// </summary>
    private List<(ReportedView View, TaskCompletionSource Confirmed)> TakeConfirmations()
    {
        var before = _waiting;
        _waiting = _confirmations.Count;
        if (before == 0)
            _waitingSince = Stopwatch.GetTimestamp();
        var confirmations = new List<(ReportedView, TaskCompletionSource)>();
        if (_waiting > Math.Max(before, Few) && Stopwatch.GetElapsedTime(_waitingSince) < LongestWait)
            return confirmations;

        while (_confirmations.TryDequeue(out var confirmation))
            confirmations.Add(confirmation);
        _waiting = 0;
        return confirmations;
    }

    [LoggerMessage(120, LogLevel.Warning, "Cannot report {Count} views to their directories; trying again")]
    private partial void LogFailed(Exception exception, int count);
}

/// <summary>What one activation of a view has to report: the newest number, once.</summary>
/// <param name="view">The view.</param>
public sealed class ReportedView(ViewKey view)
{
    private long _events;
    private int _touched;

    /// <summary>The view.</summary>
    public ViewKey View => view;

    /// <summary>The newest number.</summary>
    internal long Events => Volatile.Read(ref _events);

    /// <summary>Notes a number.</summary>
    /// <returns>Whether it is the first since the last was taken.</returns>
    internal bool Touch(long events)
    {
        // Numbers only grow; one that is put back after a report that failed may be behind a newer one.
        long known;
        while ((known = Events) < events && Interlocked.CompareExchange(ref _events, events, known) != known)
        {
        }

        return Interlocked.Exchange(ref _touched, 1) == 0;
    }

    /// <summary>Takes the newest number.</summary>
    internal long Take()
    {
        // In this order, so that a number noted meanwhile is either read here or taken the next time.
        Interlocked.Exchange(ref _touched, 0);
        return Events;
    }
}
