namespace OrleansFlights.Batch.Runs;

/// <summary>What a run did.</summary>
/// <param name="Generation">The generation it made, complete; null when there was nothing new to count.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Elapsed">How long it took, waiting for other runs not counted.</param>
public sealed record RunResult(Views.Generation? Generation, long Rows, TimeSpan Elapsed);

/// <summary>How far a run is, for those who watch.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Rows">Rows written so far.</param>
public readonly record struct RunProgress(string Stage, long Rows);
