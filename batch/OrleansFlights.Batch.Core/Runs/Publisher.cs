using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>Chooses which complete generation answers are made from.</summary>
public sealed class Publisher(IBatchViews views, IBatchViewsWriter writer, TimeProvider time)
{
    private const string ByHand = "rolled back by hand";

    /// <summary>
    /// Publishes a generation, or the newest complete one. One that is older than the published one is a way back, and pinned.
    /// </summary>
    /// <returns>The generation that is published now.</returns>
    /// <exception cref="BatchException">There is none.</exception>
    /// <exception cref="ViewsException">The generation is not complete, or the store cannot be written.</exception>
    public async Task<Generation> PublishAsync(long? id, CancellationToken cancellationToken)
    {
        var complete = (await writer.ListGenerationsAsync(cancellationToken)).Where(g => g.State == GenerationState.Complete);
        var generation = id is null ? complete.LastOrDefault() : complete.FirstOrDefault(g => g.Id == id);
        if (generation is null)
            throw new BatchException(id is null ? "There is no complete generation to publish." : $"There is no complete generation {id}.");
        if (generation.Id < (await views.GetPublishedAsync(cancellationToken)).Published.Id)
            await writer.PinAsync(new GenerationPin(generation.Id, time.GetUtcNow(), ByHand), cancellationToken);
        else
            await writer.PublishAsync(generation.Id, cancellationToken);
        return generation;
    }

    /// <summary>
    /// Publishes the generation before the published one and pins it: runs go on counting, but do not publish until it is unpinned.
    /// </summary>
    /// <param name="reason">Why, for those who see it; null when nothing was said.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BatchException">None is retained.</exception>
    public async Task<Generation> RollBackAsync(string? reason, CancellationToken cancellationToken)
    {
        while (true)
        {
            var generations = await views.GetPublishedAsync(cancellationToken);
            var before = generations.Retained.LastOrDefault(g => g.Id < generations.Published.Id)
                ?? throw new BatchException(
                    $"There is no generation before {generations.Published.Id} to roll back to; Views:Keep says how many are kept.");
            try
            {
                await writer.PinAsync(new GenerationPin(before.Id, time.GetUtcNow(), reason ?? ByHand), cancellationToken);
                return before;
            }
            catch (ViewsException)
            {
                // A run may have published another one since, and retired this one: then the one before that is meant.
                if ((await views.GetPublishedAsync(cancellationToken)).Published.Id == generations.Published.Id)
                    throw;
            }
        }
    }
}
