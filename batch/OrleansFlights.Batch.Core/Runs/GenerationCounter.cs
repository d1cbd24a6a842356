using OrleansFlights.Batch.Engine;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>Counts what a plan names and writes the rows of a generation.</summary>
public sealed class GenerationCounter(IBatchEngine engine, IBatchViews views, IBatchViewsWriter writer)
{
    /// <summary>Begins a generation, counts and writes it, and completes it; nobody reads it before it is published.</summary>
    /// <exception cref="BatchException">The archive lost what was counted before.</exception>
    /// <exception cref="ViewsException">The views store cannot be read or written.</exception>
    internal async Task<(Generation Generation, long Rows)> CountAsync(
        RunPlan plan, string? log, Generation published, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var generation = await writer.BeginAsync(
            new GenerationPlan(engine.Name, plan.Mode, plan.Cut, plan.Parent) { Holes = plan.Holes, Log = log }, cancellationToken);
        var rows = await WriteAsync(plan, generation.Id, published, progress, cancellationToken);
        await writer.CompleteAsync(generation.Id, cancellationToken);
        return (generation with { State = GenerationState.Complete }, rows);
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
                $"A recount up to {plan.Cut} found {total.Events} events, generation {published.Id} had {before.Events} up to "
                + $"{published.Cut}: "
                + "the archive lost files at its begin.");
        }
    }
}
