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
        State = generation.Id == published ? "published" : generation.State == GenerationState.Complete ? "complete" : "writing",
        Cut = generation.Cut.Offsets,
        Holes = generation.Holes.Select(h => new { h.Partition, h.From, h.To }),
    };

    /// <summary>A pin; null without one.</summary>
    public static object? Of(GenerationPin? pin) =>
        pin is null ? null : new { pin.Generation, Since = pin.Since.UtcDateTime, pin.Reason };
}
