namespace OrleansFlights.Compose.Tests;

/// <summary>The tests that share one running stack, one after the other.</summary>
[CollectionDefinition]
public sealed class RunningStack : ICollectionFixture<Topology>;
