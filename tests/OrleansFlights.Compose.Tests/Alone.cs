namespace OrleansFlights.Compose.Tests;

/// <summary>Tests beside which nothing else runs: it would make them slow, or they it.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
