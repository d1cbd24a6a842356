using OrleansFlights.Batch.Archive;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Runs;

/// <summary>What a run counts and what it builds on. A pure decision over what is published and what is archived.</summary>
/// <param name="Mode">See <see cref="GenerationModes"/>.</param>
/// <param name="Parent">The published generation; 0 for none.</param>
/// <param name="Cut">The new generation's cut.</param>
/// <param name="Slices">The parts of the archive to count: up to the cut, and for an incremental run from the parent's cut.</param>
public sealed record RunPlan(string Mode, long Parent, Cut Cut, IReadOnlyList<FileSplit> Slices)
{
    /// <summary>What below the cut cannot be counted.</summary>
    public IReadOnlyList<GenerationHole> Holes { get; init; } = [];

    /// <summary>Decides.</summary>
    /// <param name="full">Whether to count everything anew. A first run always does.</param>
    /// <param name="published">The published generation.</param>
    /// <param name="archive">What is archived, per partition.</param>
    /// <param name="segments">The topic's segments.</param>
    /// <param name="acceptHoles">Whether what the archive lost is left out, and named as a hole, instead of being an error.</param>
    /// <returns>The plan; null when there is nothing to count, or for an incremental run nothing new.</returns>
    /// <exception cref="BatchException">The archive ends before what was counted already.</exception>
    /// <exception cref="ArchiveException">Files that are needed were removed.</exception>
    public static RunPlan? Decide(bool full, Generation published, IReadOnlyDictionary<int, PartitionCoverage> archive,
        SegmentSize segments, bool acceptHoles = false)
    {
        foreach (var (partition, offset) in published.Cut.Offsets)
        {
            var end = archive.GetValueOrDefault(partition)?.End ?? 0;
            if (end < offset)
            {
                throw new BatchException(
                    $"Generation {published.Id} counted partition {partition} up to {offset}, but the archive ends at {end}: "
                    + "it lost files, or is another log's archive.");
            }
        }

        var cut = Cut.Of(archive.Select(a => KeyValuePair.Create(a.Key, segments.BoundaryAtOrBelow(a.Value.End))), segments);
        var incremental = !full && published.Id != Generation.None.Id;
        if (incremental && !cut.Covers(published.Cut))
            throw new BatchException(
                $"Generation {published.Id} was cut at {published.Cut}, which segments of {segments.Length} offsets cannot reach.");

        var slices = cut.Offsets
            .Select(c => (Archive: archive[c.Key], From: incremental ? published.Cut[c.Key] : archive[c.Key].Begin, To: c.Value))
            .Where(c => c.From < c.To)
            .SelectMany(c => c.Archive.Slice(c.From, c.To, acceptHoles))
            .ToList();
        var holes = incremental ? published.Holes.ToList() : [];
        foreach (var cover in archive.Values)
        {
            var (from, to) = (incremental ? published.Cut[cover.Partition] : 0, cut[cover.Partition]);
            holes.AddRange(cover.Holes.Concat(cover.Gaps)
                .Select(h => h with { From = Math.Max(h.From, from), To = Math.Min(h.To, to) })
                .Where(h => h.From < h.To));
        }

        return slices.Count == 0
            ? null
            : new RunPlan(incremental ? GenerationModes.Incremental : GenerationModes.Full, published.Id, cut, slices)
            {
                Holes = [.. holes.OrderBy(h => h.Partition).ThenBy(h => h.From)],
            };
    }
}
