using OrleansFlights.Flights;

namespace OrleansFlights.Views;

/// <summary>What a run is about to write.</summary>
/// <param name="Engine"><c>duckdb</c> or <c>spark</c>.</param>
/// <param name="Mode"><see cref="GenerationModes.Full"/> or <see cref="GenerationModes.Incremental"/>.</param>
/// <param name="Cut">What of the log it counts; covers the parent's cut.</param>
/// <param name="Parent">
/// The complete generation it follows, 0 for none: an incremental generation stands on its rows, a full one replaces them.
/// </param>
public sealed record GenerationPlan(string Engine, string Mode, Cut Cut, long Parent);

/// <summary>How a generation relates to its parent.</summary>
public static class GenerationModes
{
    /// <summary>It holds every row anew and stands on no other.</summary>
    public const string Full = "full";

    /// <summary>It holds the rows that changed and stands on its parent's for the rest.</summary>
    public const string Incremental = "incremental";
}
