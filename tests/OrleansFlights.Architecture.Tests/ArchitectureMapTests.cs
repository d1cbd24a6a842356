namespace OrleansFlights.Architecture.Tests;

public sealed class ArchitectureMapTests
{
    /// <summary>Where the map is written, for <c>docs/architecture.md</c> to take it from.</summary>
    private static string Target => Path.Combine(AppContext.BaseDirectory, "architecture-map.md");

    [Fact]
    public void Map_ShowsProjectsAndFolders()
    {
        var map = ArchitectureMap.Write();
        File.WriteAllText(Target, map);
        Assert.Contains("    Streams[\"Streams\"] --> Log[\"Log\"]\n", map, StringComparison.Ordinal);
        Assert.Contains("    Kafka[\"Kafka\"] --> root[\"(root)\"]\n", map, StringComparison.Ordinal);
    }
}
