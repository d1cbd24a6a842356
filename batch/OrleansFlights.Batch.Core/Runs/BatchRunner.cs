using Microsoft.Extensions.Logging;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Compaction;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>
/// Makes generations. Until its last step a run only adds rows that nobody reads; whatever ends it early leaves the published generation as
/// it was, and the next run discards what it left.
/// </summary>
public sealed class BatchRunner(
    RunLocks locks, RunPlanner planner, GenerationCounter counter, GenerationPublication publication, Compactor compactor,
    TimeProvider time, ILogger<BatchRunner> logger)
{
    /// <summary>Counts what is archived, as a new generation.</summary>
    /// <param name="full">Whether to count everything anew instead of adding what is new to the published generation.</param>
    /// <param name="publish">Whether to publish it, and to forget what that makes superfluous.</param>
    /// <param name="progress">Told of stages and rows; may be null.</param>
    /// <param name="cancellationToken">Stops it; the published generation stays.</param>
    /// <param name="acceptHoles">Whether what the archive lost is left out, and carried by the generation as a hole, instead of stopping
    /// the run.</param>
    /// <exception cref="BatchException">The run is not possible or went wrong.</exception>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    /// <exception cref="ViewsException">The views store cannot be read or written.</exception>
    public async Task<RunResult> RunAsync(
        bool full, bool publish, IProgress<RunProgress>? progress, CancellationToken cancellationToken, bool acceptHoles = false)
    {
        progress?.Report(new RunProgress("waiting for other runs", 0));
        using var alone = await locks.AcquireAsync(cancellationToken);
        var started = time.GetTimestamp();
        progress?.Report(new RunProgress("planning", 0));
        var generations = await publication.ReadAsync(cancellationToken);
        if (await planner.PlanAsync(full, acceptHoles, generations, cancellationToken) is not { } planned)
        {
            // A quiet topic archives small files all the time and fills a segment seldom.
            progress?.Report(new RunProgress("compacting the archive", 0));
            await compactor.CompactAsync(cancellationToken);
            return new RunResult(null, 0, time.GetElapsedTime(started)) { HeldBackBy = publish ? generations.Pin : null };
        }

        progress?.Report(new RunProgress("checking the archive", 0));
        var plan = await planner.CheckAsync(planned, full, acceptHoles, generations.Published, cancellationToken);
        var (generation, rows) = await counter.CountAsync(plan, planned.Log, generations.Published, progress, cancellationToken);
        var elapsed = time.GetElapsedTime(started);
        BatchMetrics.RunCompleted(elapsed, rows, plan.Mode);
        RunMessages.Completed(logger, plan.Mode, generation.Id, plan.Cut, rows, elapsed.TotalSeconds);
        if (plan.Holes.Count > 0)
            RunMessages.Holes(logger, generation.Id, string.Join(' ', plan.Holes));
        GenerationPin? pin = null;
        if (publish)
        {
            progress?.Report(new RunProgress("publishing", rows));
            pin = await publication.PublishAsync(generation.Id, cancellationToken);
        }

        progress?.Report(new RunProgress("compacting the archive", rows));
        await compactor.CompactAsync(cancellationToken);
        return new RunResult(generation, rows, elapsed) { HeldBackBy = pin };
    }
}
