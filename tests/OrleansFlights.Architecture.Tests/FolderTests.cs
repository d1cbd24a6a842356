namespace OrleansFlights.Architecture.Tests;

public sealed class FolderTests
{
    /// <summary>Arrows that still lie on a circle. None may be added; one that is gone has to go from this list too.</summary>
    private static readonly Edge[] Known = [];

    [Fact]
    public void Folders_AreNotInCircles() => Expect.None(OnCircles(SourceTree.Projects).Except(Known));

    [Fact]
    public void KnownCircles_AreStillThere() => Expect.None(Known.Except(OnCircles(SourceTree.Projects)));

    [Fact]
    public void Circle_IsFound()
    {
        Edge[] edges = [new("a", "b"), new("b", "c"), new("c", "a"), new("c", "d"), new("e", "a")];
        Assert.Equal(edges[..3], Graph.OnCircles(edges));
    }

    [Fact]
    public void EveryAssembly_IsLookedAt()
    {
        foreach (var project in SourceTree.Projects.Where(p => Directory.EnumerateFiles(p.Folder, "*.cs").Any()))
            Assert.True(Assemblies.Of(project) is not null, $"{project.Name} was not built beside this test");
        var log = SourceTree.Projects.Single(p => p.Name == "Log");
        Assert.Contains(new Edge("OrleansFlights.Log.Sqlite", "OrleansFlights.Log"), Assemblies.Folders(log));
    }

    private static IEnumerable<Edge> OnCircles(IEnumerable<Project> projects) =>
        from project in projects
        from edge in Graph.OnCircles(Assemblies.Folders(project))
        select new Edge(edge.From[SourceTree.Product.Length..], edge.To[SourceTree.Product.Length..]);
}
