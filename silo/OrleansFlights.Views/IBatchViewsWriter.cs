using OrleansFlights.Flights;

namespace OrleansFlights.Views;

/// <summary>
/// The batch layer's side of the views store. Generations form one line: each follows a parent, and beginning one discards whatever lies
/// above that parent (rolled back from, never published, or left by a run that died). So the newest row at or below a generation is always
/// a row of its own line.
/// </summary>
/// <remarks>
/// One run at a time may begin, write, complete and retire; publishing and listing are safe beside it and beside any reader.
/// Every method throws <see cref="ViewsException"/> when the store cannot be reached or the generation is not in the state it asks for.
/// </remarks>
public interface IBatchViewsWriter
{
    /// <summary>All generations of the store, ascending, unfinished ones among them.</summary>
    ValueTask<IReadOnlyList<Generation>> ListGenerationsAsync(CancellationToken cancellationToken);

    /// <summary>Makes a generation that is being written; discards all generations above its parent, with their rows.</summary>
    /// <returns>The generation; its number is above any ever given.</returns>
    ValueTask<Generation> BeginAsync(GenerationPlan plan, CancellationToken cancellationToken);

    /// <summary>
    /// The rows of a complete generation (generation 0 has none), in the order asked for; empty tallies where there is none.
    /// </summary>
    ValueTask<IReadOnlyList<FlightTally>> ReadRowsAsync(
        long generation, IReadOnlyList<ViewRowKey> keys, CancellationToken cancellationToken);

    /// <summary>Adds rows to a generation that is being written; a row written twice counts once, the later one.</summary>
    ValueTask WriteAsync(long generation, IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken);

    /// <summary>Says that all rows of a generation are written. Durable on return.</summary>
    ValueTask CompleteAsync(long generation, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a complete generation the one that readers see, in one atomic step. Durable on return.
    /// </summary>
    /// <exception cref="ViewsException">Another generation is pinned.</exception>
    ValueTask PublishAsync(long generation, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a complete generation, most often an older one, the one that readers see, and lets no other be published until
    /// <see cref="UnpinAsync"/>, in one atomic step. Durable on return. One that is pinned already is replaced.
    /// </summary>
    /// <param name="pin">The generation and why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PinAsync(GenerationPin pin, CancellationToken cancellationToken);

    /// <summary>Lets generations be published again. Durable on return.</summary>
    /// <returns>What was pinned; null when nothing was.</returns>
    ValueTask<GenerationPin?> UnpinAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets complete generations below the published one but for the newest, and the rows that no generation that stays can see.
    /// </summary>
    /// <param name="keep">How many to keep at and below the published one, at least 1. Those above it stay.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun is finished or undone.</param>
    ValueTask RetireAsync(int keep, CancellationToken cancellationToken);
}
