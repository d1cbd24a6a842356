using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Compaction;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Batch.Verification;
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
    ArchiveVerifier verifier,
    IEventLog eventLog,
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
    /// <param name="acceptHoles">Whether what the archive lost is left out, and carried by the generation as a hole, instead of stopping
    /// the run.</param>
    /// <exception cref="BatchException">The run is not possible or went wrong.</exception>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    /// <exception cref="ViewsException">The views store cannot be read or written.</exception>
    public async Task<RunResult> RunAsync(
        bool full, bool publish, IProgress<RunProgress>? progress, CancellationToken cancellationToken, bool acceptHoles = false)
    {
        progress?.Report(new RunProgress("waiting for other runs", 0));
        using var alone = await RunLock.AcquireAsync(data.Value.File(RunLock.FileName), time, cancellationToken);
        var started = time.GetTimestamp();
        scratch.RemoveDead();
        progress?.Report(new RunProgress("planning", 0));
        var generations = await views.GetPublishedAsync(cancellationToken);
        var (published, pin) = (generations.Published, generations.Pin);
        var listing = await archive.ListAllAsync(cancellationToken);
        var identity = await IdentityAsync(published, listing, cancellationToken);
        if (RunPlan.Decide(full, published, listing.Coverage, Segments, acceptHoles) is not { } plan
            || (!full && IsCountedSince(pin, generations, plan)))
            return new RunResult(null, 0, time.GetElapsedTime(started)) { HeldBackBy = publish ? pin : null };

        progress?.Report(new RunProgress("checking the archive", 0));
        plan = await CheckAsync(full, published, listing, plan, acceptHoles, cancellationToken);
        var generation = await writer.BeginAsync(
            new GenerationPlan(engine.Name, plan.Mode, plan.Cut, plan.Parent) { Holes = plan.Holes, Log = identity }, cancellationToken);
        var rows = await WriteAsync(plan, generation.Id, published, progress, cancellationToken);
        await writer.CompleteAsync(generation.Id, cancellationToken);
        var elapsed = time.GetElapsedTime(started);
        BatchMetrics.RunCompleted(elapsed, rows, plan.Mode);
        RunMessages.Completed(logger, plan.Mode, generation.Id, plan.Cut, rows, elapsed.TotalSeconds);
        if (plan.Holes.Count > 0)
            RunMessages.Holes(logger, generation.Id, string.Join(' ', plan.Holes));
        if (publish)
        {
            progress?.Report(new RunProgress("publishing", rows));
            pin = (await views.GetPublishedAsync(cancellationToken)).Pin;
            if (pin is null)
                await PublishAsync(generation.Id, cancellationToken);
            else
                RunMessages.HeldBack(logger, generation.Id, pin.Generation, pin.Reason);
        }

        progress?.Report(new RunProgress("compacting the archive", rows));
        await compactor.CompactAsync(cancellationToken);
        return new RunResult(generation with { State = GenerationState.Complete }, rows, elapsed) { HeldBackBy = publish ? pin : null };
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

    private async ValueTask<IReadOnlyList<ViewRow>> AddToParentAsync(
        long parent, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken)
    {
        var before = await writer.ReadRowsAsync(parent, [.. rows.Select(r => r.Key)], cancellationToken);
        return [.. rows.Zip(before, (row, tally) => row with { Tally = tally + row.Tally })];
    }

    /// <summary>A recount of at least as much of the log cannot find fewer events, unless the archive lost some.</summary>
    private async ValueTask CompareTotalAsync(
        RunPlan plan, Generation published, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken)
    {
        var total = rows.FirstOrDefault(r => r.Key == new ViewRowKey(ViewKey.Total, null)).Tally;
        if (total is null || plan.Holes.Count > 0 || !plan.Cut.Covers(published.Cut))
            return;
        var before = await views.ReadTallyAsync(ViewKey.Total, published.Id, cancellationToken);
        if (total.Events < before.Events)
        {
            throw new BatchException(
                $"A recount up to {plan.Cut} found {total.Events} events, generation {published.Id} had {before.Events} up to {published.Cut}: "
                + "the archive lost files at its begin.");
        }
    }

    private async Task PublishAsync(long generation, CancellationToken cancellationToken)
    {
        await writer.PublishAsync(generation, cancellationToken);
        await writer.RetireAsync(viewsOptions.Value.Keep, cancellationToken);
        await retention.TruncateAsync(cancellationToken);
    }

    /// <summary>Checks the files that the plan counts against the manifest; what was changed is as good as lost.</summary>
    private async Task<RunPlan> CheckAsync(
        bool full, Generation published, ArchiveListing listing, RunPlan plan, bool acceptHoles, CancellationToken cancellationToken)
    {
        var check = await verifier.CheckAsync(listing, [.. plan.Slices.Select(s => s.File).Distinct()], cancellationToken);
        if (check.Changed.Count == 0)
            return plan;
        try
        {
            return RunPlan.Decide(full, published, check.Intact.Coverage, Segments, acceptHoles)
                ?? throw new BatchException("Nothing that may be counted is left.");
        }
        catch (Exception e) when (e is ArchiveException or BatchException)
        {
            throw new ArchiveException(
                $"{e.Message} These files are not what was written: {string.Join(", ", check.Changed.Take(10).Select(f => f.Name))}. Restore them, or remove them and run "
                + "`batch archive` to have them made again of what the log still holds; `batch run --full --accept-holes` counts without them.",
                e);
        }
    }

    /// <summary>The identity of the log whose archive this is.</summary>
    /// <exception cref="BatchException">Archive, published generation and log are not all of one log.</exception>
    private async Task<string?> IdentityAsync(Generation published, ArchiveListing listing, CancellationToken cancellationToken)
    {
        var log = await LogIdentities.TryReadAsync(eventLog.Events, cancellationToken);
        foreach (var archived in listing.Logs)
            LogIdentities.ThrowIfOther($"The archive {archive.Location}", archived, log);
        var identity = log?.Value ?? (listing.Logs is [.., var last] ? last : null);
        LogIdentities.ThrowIfOther($"Generation {published.Id}", published.Log, identity is null ? null : new LogIdentity(identity));
        if (published.Log is null && published.Id != Generation.None.Id && identity is not null)
            RunMessages.Adopted(logger, published.Id, identity);
        return identity;
    }

    /// <summary>Whether all that is archived was counted already by a run that a pin kept from publishing.</summary>
    private static bool IsCountedSince(GenerationPin? pin, PublishedGenerations generations, RunPlan plan) =>
        pin is not null && generations.Retained is [.., var newest] && newest.Id > pin.Generation && newest.Created >= pin.Since
            && newest.Cut.Covers(plan.Cut);

    private SegmentSize Segments => new(log.Value.SegmentBits);
}
