using System.Collections.Immutable;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Pipeline;

/// <summary>Asks the silos for dead letters: they have the log at hand, the gateway of a cluster has not.</summary>
public sealed class DeadLetterReads(IGrainFactory grains)
{
    /// <summary>A page, the newest letters first.</summary>
    /// <param name="first">How many at most.</param>
    /// <param name="before">Where the page before it ended; empty for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DeadLetterPage> ReadAsync(int first, ImmutableArray<PartitionOffset> before, CancellationToken cancellationToken) =>
        await grains.GetGrain<IDeadLetterGrain>(IDeadLetterGrain.Key).Read(new DeadLetterQuery(first, before)).AsTask()
            .WaitAsync(cancellationToken);
}
