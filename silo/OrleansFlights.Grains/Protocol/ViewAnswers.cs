using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Protocol;

/// <summary>Makes answers from a view's state: rule 1, batch plus the deltas at or above the cut.</summary>
public static class ViewAnswers
{
    /// <summary>The answer of a view that has adopted a generation.</summary>
    public static ViewAnswer Of(ViewKey view, ViewState state, bool complete)
    {
        var generation = state.Adopted ?? throw new InvalidOperationException($"{view} has not adopted a generation yet");
        var realtime = state.Realtime.Clone();
        return new ViewAnswer
        {
            Dimension = view.Dimension,
            Key = view.Key,
            Tally = state.Batch + realtime,
            Batch = state.Batch,
            Realtime = realtime,
            Generation = generation.Id,
            Cut = Offsets(generation.Cut.Offsets),
            Watermarks = Watermarks(state),
            Complete = complete,
        };
    }

    /// <summary>Up to where the state's answer counts each partition.</summary>
    public static ImmutableArray<PartitionOffset> Watermarks(ViewState state)
    {
        var watermarks = new SortedDictionary<int, long>();
        foreach (var partition in state.Partitions.Union(state.Adopted?.Cut.Offsets.Keys ?? []).Union(state.Oldest.Offsets.Keys))
        {
            if (state.Watermark(partition) is > 0 and var offset)
                watermarks.Add(partition, offset);
        }

        return Offsets(watermarks);
    }

    /// <summary>Offsets by partition in the form of answers.</summary>
    public static ImmutableArray<PartitionOffset> Offsets(IEnumerable<KeyValuePair<int, long>> offsets) =>
        [.. offsets.Select(o => new PartitionOffset(o.Key, o.Value))];
}
