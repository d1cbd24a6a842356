namespace OrleansFlights.Batch.Runs;

/// <summary>How far the log may forget a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Begin">Where it begins now.</param>
/// <param name="Before">Where it may begin; not below <paramref name="Begin"/>.</param>
/// <param name="End">Where it ends.</param>
/// <param name="HeldBy">Who needs what else would go; null for nobody.</param>
public sealed record LogTrim(int Partition, long Begin, long Before, long End, string? HeldBy);
