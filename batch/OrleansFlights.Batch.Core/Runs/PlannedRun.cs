using OrleansFlights.Batch.Archive;

namespace OrleansFlights.Batch.Runs;

/// <summary>What a run is to count.</summary>
/// <param name="Plan">The decision.</param>
/// <param name="Log">The identity of the log whose archive it is; null when nobody can tell.</param>
/// <param name="Listing">The archive that the decision was made from.</param>
internal sealed record PlannedRun(RunPlan Plan, string? Log, ArchiveListing Listing);
