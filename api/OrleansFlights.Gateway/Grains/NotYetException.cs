using System.Collections.Immutable;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>An answer does not yet count what the client asked for, or what clients of this gateway were shown before.</summary>
/// <param name="subject">What was asked.</param>
/// <param name="reached">How far it is; partitions at 0 are left out.</param>
/// <param name="wanted">How far it should be.</param>
public sealed class NotYetException(string subject, ImmutableArray<PartitionOffset> reached, ImmutableArray<PartitionOffset> wanted)
    : Exception($"{subject} has not counted that far yet: it is at {Show(reached)}, {Show(wanted)} is asked for; try again.")
{
    /// <summary>How far it is; partitions at 0 are left out.</summary>
    public ImmutableArray<PartitionOffset> Reached => reached;

    private static string Show(ImmutableArray<PartitionOffset> positions) =>
        positions.IsEmpty ? "the beginning" : Positions.Format(positions);
}
