using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Flights;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>
/// Makes generations. Until its last step a run only adds rows that nobody reads; whatever ends it early leaves the published generation as
/// it was, and the next run discards what it left.
/// </summary>
public sealed class BatchRunner(
    IArchiveStore archive,
    IBatchEngine engine,
    IBatchViews views,
    IBatchViewsWriter writer,
    Compactor compactor,
    LogRetention retention,
    WorkDirectory scratch,
    IOptions<LogOptions> log,
    IOptions<ViewsOptions> viewsOptions,
    IOptions<DataOptions> data,
    TimeProvider time,
    ILogger<BatchRunner> logger)
{
    /// <summary>Counts what is archived, as a new generation.</summary>
    /// <param name="full">Whether to count everything anew instead of adding what is new to the published generation.</param>
    /// <param name="publish">Whether to publish it, and to forget what that makes superfluous.</param>
    /// <param name="progress">Told of stages and rows; may be null.</param>
    /// <param name="cancellationToken">Stops it; the published generation stays.</param>
    /// <exception cref="BatchException">The run is not possible or went wrong.</exception>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    /// <exception cref="ViewsException">The views store cannot be read or written.</exception>
    public async Task<RunResult> RunAsync(bool full, bool publish, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new RunProgress("waiting for other runs", 0));
        using var alone = await RunLock.AcquireAsync(data.Value.File(RunLock.FileName), time, cancellationToken);
        var started = time.GetTimestamp();
        RemoveLeftovers();
        progress?.Report(new RunProgress("planning", 0));
        var published = (await views.GetPublishedAsync(cancellationToken)).Published;
        var covers = PartitionCoverage.Of(await archive.ListAsync(cancellationToken));
        if (RunPlan.Decide(full, published, covers, new SegmentSize(log.Value.SegmentBits)) is not { } plan)
            return new RunResult(null, 0, time.GetElapsedTime(started));

        var generation = await writer.BeginAsync(new GenerationPlan(engine.Name, plan.Mode, plan.Cut, plan.Parent), cancellationToken);
        var rows = await WriteAsync(plan, generation.Id, published, progress, cancellationToken);
        await writer.CompleteAsync(generation.Id, cancellationToken);
        var elapsed = time.GetElapsedTime(started);
        BatchMetrics.RunCompleted(elapsed, rows, plan.Mode);
        RunMessages.Completed(logger, plan.Mode, generation.Id, plan.Cut, rows, elapsed.TotalSeconds);
        if (publish)
        {
            progress?.Report(new RunProgress("publishing", rows));
            await writer.PublishAsync(generation.Id, cancellationToken);
            await writer.RetireAsync(viewsOptions.Value.Keep, cancellationToken);
            await retention.TruncateAsync(cancellationToken);
        }

        progress?.Report(new RunProgress("compacting the archive", rows));
        await compactor.CompactAsync(cancellationToken);
        return new RunResult(generation with { State = GenerationState.Complete }, rows, elapsed);
    }

    private async Task<long> WriteAsync(
        RunPlan plan, long generation, Generation published, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        long written = 0;
        progress?.Report(new RunProgress("counting", 0));
        await engine.CountAsync(
            plan.Slices,
            async (rows, token) =>
            {
                if (plan.Mode == GenerationModes.Incremental)
                    rows = await AddToParentAsync(plan.Parent, rows, token);
                else
                    await CompareTotalAsync(plan, published, rows, token);
                await writer.WriteAsync(generation, rows, token);
                written += rows.Count;
                progress?.Report(new RunProgress("writing", written));
            },
            cancellationToken);
        return written;
    }

    private async ValueTask<IReadOnlyList<ViewRow>> AddToParentAsync(long parent, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken)
    {
        var before = await writer.ReadRowsAsync(parent, [.. rows.Select(r => r.Key)], cancellationToken);
        return [.. rows.Zip(before, (row, tally) => row with { Tally = tally + row.Tally })];
    }

    /// <summary>A recount of at least as much of the log cannot find fewer events, unless the archive lost some.</summary>
    private async ValueTask CompareTotalAsync(RunPlan plan, Generation published, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken)
    {
        var total = rows.FirstOrDefault(r => r.Key == new ViewRowKey(ViewKey.Total, null)).Tally;
        if (total is null || !plan.Cut.Covers(published.Cut))
            return;
        var before = await views.ReadTallyAsync(ViewKey.Total, published.Id, cancellationToken);
        if (total.Events < before.Events)
        {
            throw new BatchException(
                $"A recount up to {plan.Cut} found {total.Events} events, generation {published.Id} had {before.Events} up to {published.Cut}: "
                + "the archive lost files at its begin.");
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(scratch.PathOf("."), DuckDbWorkDirectory.Prefix + "*"))
            Directory.Delete(folder, recursive: true);
    }
}
