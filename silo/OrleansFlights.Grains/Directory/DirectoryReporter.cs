using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Directory;

/// <summary>
/// Tells the directories how many events the silo's views have, many views in one call. A checkpoint waits until its views' numbers are durable there,
/// so what is behind a recorded checkpoint is in the directory too, and what is not will be read from the log and reported again.
/// </summary>
public sealed partial class DirectoryReporter(IGrainFactory grains, ILogger<DirectoryReporter> logger) : SiloLoop(Pause, AroundStreams)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<ViewKey, long> _touched = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _confirmations = new();

    /// <summary>Notes a view's number of events for the next report.</summary>
    public void Touch(ViewKey view, long events) => _touched[view] = events;

    /// <summary>Completes when a view's number of events is durable in its directory.</summary>
    public Task ConfirmAsync(ViewKey view, long events)
    {
        _touched[view] = events;
        var confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _confirmations.Enqueue(confirmed);
        return confirmed.Task;
    }

    /// <inheritdoc/>
    protected override async Task RoundAsync(CancellationToken cancellationToken)
    {
        // Confirmations first: whoever asked for one has noted its number before.
        var confirmations = new List<TaskCompletionSource>();
        while (_confirmations.TryDequeue(out var confirmation))
            confirmations.Add(confirmation);

        var reports = new Dictionary<ViewKey, long>();
        foreach (var view in _touched.Keys)
        {
            if (_touched.TryRemove(view, out var events))
                reports.Add(view, events);
        }

        try
        {
            await Task.WhenAll(reports.GroupBy(r => r.Key.Dimension).Select(group => grains
                .GetGrain<IDirectoryGrain>(group.Key.Name())
                .Report(new Immutable<DirectoryEntry[]>([.. group.Select(r => new DirectoryEntry(r.Key.Key, r.Value))]), confirmations.Count > 0)
                .AsTask()));
            confirmations.ForEach(c => c.TrySetResult());
        }
        catch (Exception e)
        {
            LogFailed(e, reports.Count);
            foreach (var (view, events) in reports)
                _touched.TryAdd(view, events);
            confirmations.ForEach(c => c.TrySetException(e));
        }
    }

    [LoggerMessage(120, LogLevel.Warning, "Cannot report {Count} views to their directories; trying again")]
    private partial void LogFailed(Exception exception, int count);
}
