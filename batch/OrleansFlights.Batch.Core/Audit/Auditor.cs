using OrleansFlights.Batch.Runs;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Audit;

/// <summary>
/// Compares views with a recount: what the batch layer published, with the archive up to the generation's cut; and what a gateway answers,
/// with archive and log up to the answer's own watermarks. Holds the run lock, so that nothing compared is retired or compacted meanwhile.
/// </summary>
internal sealed class Auditor(IBatchViews views, ArchiveRecount archive, LogRecount log, RunLocks locks)
{
    /// <summary>Audits views.</summary>
    /// <param name="chosen">The views.</param>
    /// <param name="gateway">Whom to ask for its answers too; null for nobody.</param>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BatchException">There is nothing to compare with, or a side cannot be read.</exception>
    public async Task<IReadOnlyList<AuditedView>> AuditAsync(
        IReadOnlyList<ViewKey> chosen, GatewayClient? gateway, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using var alone = await AcquireAsync(progress, cancellationToken);
        return await CompareAsync(chosen, gateway, progress, cancellationToken);
    }

    /// <summary>
    /// Audits the view over everything, some views taken at random, and that the views of each dimension add up to everything.
    /// </summary>
    public async Task<IReadOnlyList<AuditedView>> AuditSampleAsync(
        int count, Random random, GatewayClient? gateway, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using var alone = await AcquireAsync(progress, cancellationToken);
        var generation = (await PublishedAsync(cancellationToken)).Published.Id;
        progress?.Report("choosing views");
        var sample = await ViewSample.TakeAsync(views, generation, count, random, cancellationToken);
        var total = await views.ReadTallyAsync(ViewKey.Total, generation, cancellationToken);
        var sums = sample.Sums.Select(s => new AuditedView(
            $"sum of {s.Key.Name()}", generation, total.Events, [.. AuditedView.Compare("views", total, TallyFields.Of(s.Value))]));
        return [.. sums, .. await CompareAsync(sample.Views, gateway, progress, cancellationToken)];
    }

    private async Task<RunLock> AcquireAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("waiting for a run to end");
        return await locks.AcquireAsync(cancellationToken);
    }

    private async Task<PublishedGenerations> PublishedAsync(CancellationToken cancellationToken)
    {
        var generations = await views.GetPublishedAsync(cancellationToken);
        return generations.Published.Id == Generation.None.Id
            ? throw new BatchException("No generation is published: there is nothing to audit yet.") : generations;
    }

    private async Task<IReadOnlyList<AuditedView>> CompareAsync(
        IReadOnlyList<ViewKey> chosen, GatewayClient? gateway, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var generations = await PublishedAsync(cancellationToken);
        var answers = new Dictionary<ViewKey, GatewayAnswer>();
        progress?.Report("asking the gateway");
        foreach (var view in gateway is null ? [] : chosen.Where(GatewayClient.CanAsk))
            answers.Add(view, await gateway!.AskAsync(view, cancellationToken));

        // A grain goes over to a new generation when it is next asked or fed, so answers may build on different ones.
        var audited = new List<AuditedView>();
        foreach (var group in chosen.GroupBy(v => answers.TryGetValue(v, out var answer) ? answer.Generation : generations.Published.Id))
        {
            var generation = group.Key == Generation.None.Id ? Generation.None : generations.Retained.FirstOrDefault(g => g.Id == group.Key)
                ?? throw new BatchException(
                    $"The gateway builds on generation {group.Key}, which the views store does not retain: it reads another store.");
            audited.AddRange(await CompareAsync(generation, [.. group], answers, progress, cancellationToken));
        }

        return audited;
    }

    private async Task<IReadOnlyList<AuditedView>> CompareAsync(
        Generation generation, List<ViewKey> chosen, Dictionary<ViewKey, GatewayAnswer> answers, IProgress<string>? progress,
            CancellationToken cancellationToken)
    {
        progress?.Report("recounting the archive");
        var below = new ViewRecount(chosen);
        await archive.CountAsync(below, generation.Cut, cancellationToken);
        progress?.Report("recounting the log");
        var asked = chosen.Where(answers.ContainsKey).ToList();
        var above = new ViewRecount(asked);
        await log.CountAsync(above, generation.Cut, asked.ToDictionary(v => v, v => answers[v].Watermarks), cancellationToken);

        var audited = new List<AuditedView>();
        foreach (var view in chosen)
        {
            var recounted = below[view];
            var differences = new List<Difference>(AuditedView.Compare(
                "views", recounted.Tally, TallyFields.Of(await views.ReadTallyAsync(view, generation.Id, cancellationToken))));
            differences.AddRange(WindowAudit.Compare(
                recounted.Windows, await views.ReadWindowsAsync(view, generation.Id, int.MinValue, int.MaxValue, cancellationToken)));
            var events = recounted.Tally.Events;
            if (answers.TryGetValue(view, out var answer))
            {
                differences.AddRange(AnswerAudit.Compare(answer, generation.Cut, recounted.Tally, above[view].Tally));
                events += above[view].Tally.Events;
            }

            audited.Add(new AuditedView(view.ToString(), generation.Id, events, differences));
        }

        return audited;
    }
}
