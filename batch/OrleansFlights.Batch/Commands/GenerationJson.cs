using OrleansFlights.Views;

namespace OrleansFlights.Batch.Commands;

/// <summary>Generations and pins as <c>--json</c> shows them.</summary>
internal static class GenerationJson
{
    /// <summary>A generation.</summary>
    public static object Of(Generation generation, long? published = null) => new
    {
        generation.Id,
        Created = generation.Created.UtcDateTime,
        generation.Engine,
        generation.Mode,
        State = State(generation, published),
        Cut = generation.Cut.Offsets,
        Holes = generation.Holes.Select(h => new { h.Partition, h.From, h.To }),
    };

    /// <summary>How far a generation is, in a word.</summary>
    public static string State(Generation generation, long? published) =>
        generation.Id == published ? "published" : generation.State == GenerationState.Complete ? "complete" : "writing";

    /// <summary>A pin; null without one.</summary>
    public static object? Of(GenerationPin? pin) =>
        pin is null ? null : new { pin.Generation, Since = pin.Since.UtcDateTime, pin.Reason };
}
