using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Verification;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>Finds out what a run is to count, and whether it may: what the archive holds, of which log, and whether it is as written.</summary>
public sealed class RunPlanner(
    IArchiveStore archive, ArchiveVerifier verifier, IEventLog eventLog, IOptions<LogOptions> options, ILogger<RunPlanner> logger)
{
    private const int NamesShown = 10;

    /// <summary>Plans a run; checks no file yet.</summary>
    /// <param name="full">Whether to count everything anew.</param>
    /// <param name="acceptHoles">Whether what the archive lost is left out.</param>
    /// <param name="generations">What is published and kept.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when there is nothing to count.</returns>
    /// <exception cref="BatchException">Archive, published generation and log are not all of one log, or do not fit together.</exception>
    /// <exception cref="ArchiveException">The archive cannot be read, or lost what is needed.</exception>
    internal async Task<PlannedRun?> PlanAsync(
        bool full, bool acceptHoles, PublishedGenerations generations, CancellationToken cancellationToken)
    {
        var listing = await archive.ListAllAsync(cancellationToken);
        var identity = await IdentityAsync(generations.Published, listing, cancellationToken);
        return RunPlan.Decide(full, generations.Published, listing.Coverage, Segments, acceptHoles) is not { } plan
            || (!full && IsCountedSince(generations.Pin, generations, plan)) ? null : new PlannedRun(plan, identity, listing);
    }

    /// <summary>Checks the files that the plan counts against the manifest; what was changed is as good as lost.</summary>
    /// <exception cref="ArchiveException">What is left may not be counted.</exception>
    internal async Task<RunPlan> CheckAsync(
        PlannedRun planned, bool full, bool acceptHoles, Generation published, CancellationToken cancellationToken)
    {
        var (plan, _, listing) = planned;
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
                $"{e.Message} These files are not what was written: "
                + $"{string.Join(", ", check.Changed.Take(NamesShown).Select(f => f.Name))}. "
                + "Restore them, or remove them and run `batch archive` to have them made again of what the log still holds; "
                + "`batch run --full --accept-holes` counts without them.",
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

    private SegmentSize Segments => new(options.Value.SegmentBits);
}
