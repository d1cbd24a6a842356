using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;

namespace OrleansFlights.Grains.Protocol;

/// <summary>Whether answers miss nothing, and if they do, what. Pure.</summary>
/// <param name="holes">Parts of the log that were gone before they were read.</param>
/// <param name="isLogTrusted">Whether the log is the one that what is stored belongs to.</param>
/// <param name="uncounted">What the published generation could not count below its cut; null for nothing.</param>
public sealed class Completeness(IReadOnlyList<LogHole> holes, bool isLogTrusted, IReadOnlyList<LogHole>? uncounted = null)
{
    /// <summary>What the published generation could not count: missing from every answer that builds on it.</summary>
    public IReadOnlyList<LogHole> Uncounted => uncounted ?? [];

    /// <summary>The holes.</summary>
    public IReadOnlyList<LogHole> Holes => holes;

    /// <summary>Whether the log is the one that what is stored belongs to.</summary>
    public bool IsLogTrusted => isLogTrusted;

    /// <summary>
    /// Whether the generation counted all below its cut, and the cut covers every hole, so that answers built on it miss nothing.
    /// </summary>
    public bool IsComplete(Cut cut) => isLogTrusted && Uncounted.Count == 0 && holes.All(hole => hole.To <= cut[hole.Partition]);

    /// <summary>
    /// What answers built on a cut miss: the holes above it and what is missing below, those that overlap joined, ascending.
    /// </summary>
    public ImmutableArray<Hole> Missing(Cut cut)
    {
        if (holes.Count == 0 && Uncounted.Count == 0)
            return [];
        var missing = new List<Hole>();
        var above = holes.Where(hole => hole.To > cut[hole.Partition])
            .Select(hole => hole with { From = Math.Max(hole.From, cut[hole.Partition]) });
        foreach (var hole in Uncounted.Concat(above).OrderBy(hole => hole.Partition).ThenBy(hole => hole.From))
        {
            var from = hole.From;
            if (missing.Count > 0 && missing[^1] is var last && last.Partition == hole.Partition && from <= last.To)
                missing[^1] = last with { To = Math.Max(last.To, hole.To) };
            else
                missing.Add(new Hole(hole.Partition, from, hole.To));
        }

        return [.. missing];
    }

    /// <summary>Whether another says the same.</summary>
    public bool Says(Completeness other) =>
        isLogTrusted == other.IsLogTrusted && holes.SequenceEqual(other.Holes) && Uncounted.SequenceEqual(other.Uncounted);
}
