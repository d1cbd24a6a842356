using System.Collections.Immutable;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>
/// The order of answers of one view: by what of the log they counted. Partitions not named are at 0; both sides ascend by partition.
/// </summary>
public static class Watermarks
{
    /// <summary>Whether <paramref name="left"/> lies at or above <paramref name="right"/> in every partition.</summary>
    public static bool Cover(ImmutableArray<PartitionOffset> left, ImmutableArray<PartitionOffset> right) =>
        Positions.Cover(left, right);

    /// <summary>
    /// Whether a client that has <paramref name="known"/> should see <paramref name="candidate"/>: it counted at least as much everywhere,
    /// and more somewhere or on another generation. A grain that has just moved may answer with less for a moment; that one is left out.
    /// </summary>
    public static bool Supersedes(ViewAnswer candidate, ViewAnswer? known) =>
        known is null
        || (Cover(candidate.Watermarks, known.Watermarks)
            && (!Cover(known.Watermarks, candidate.Watermarks) || candidate.Generation != known.Generation
                || candidate.Complete != known.Complete));
}
