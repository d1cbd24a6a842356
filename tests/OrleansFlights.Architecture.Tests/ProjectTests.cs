namespace OrleansFlights.Architecture.Tests;

public sealed class ProjectTests
{
    /// <summary>What each library may reach, directly or not. Executables put libraries together and may reach any.</summary>
    public static TheoryData<string, string[]> Reach => new()
    {
        { "Flights", [] },
        { "Foundation", [] },
        { "Sqlite", [] },
        { "CommandLine", ["Foundation"] },
        { "Log", ["Foundation", "Sqlite"] },
        { "Orleans.Streaming.Kafka", [] },
        { "Hosting", ["Log", "Foundation", "Sqlite"] },
        { "Streams", ["Log", "Foundation", "Sqlite"] },
        { "Views", ["Flights", "Foundation", "Sqlite"] },
        { "Views.Cassandra", ["Views", "Flights", "Foundation", "Sqlite"] },
        { "Search", ["Flights", "Log", "Foundation", "Sqlite"] },
        { "Simulation", ["Flights", "Log", "Foundation", "Sqlite"] },
        { "Import", ["Simulation", "Flights", "Log", "Foundation", "Sqlite"] },
        { "Grains.Contracts", ["Flights"] },
        { "Grains", ["Grains.Contracts", "Streams", "Views", "Flights", "Log", "Foundation", "Sqlite"] },
        { "Cluster", ["Grains", "Grains.Contracts", "Streams", "Views", "Flights", "Log", "Foundation", "Sqlite"] },
        { "Gateway", ["Grains.Contracts", "Search", "Views", "Flights", "Log", "Foundation", "Sqlite"] },
        { "Gateway.GraphQLNet", ["Gateway", "Grains.Contracts", "Search", "Views", "Flights", "Log", "Foundation", "Sqlite"] },
        { "Gateway.HotChocolate", ["Gateway", "Grains.Contracts", "Search", "Views", "Flights", "Log", "Foundation", "Sqlite"] },
        { "Batch.Core", ["Flights", "Views", "Log", "Foundation", "Sqlite"] },
    };

    private static readonly string[] Processes = ["Api", "Batch", "Producer", "Silo"];

    [Theory]
    [MemberData(nameof(Reach))]
    public void Library_ReachesOnlyWhatLiesBelowIt(string project, string[] mayReach) =>
        Expect.None(SourceTree.Reachable(project).Except(mayReach));

    [Fact]
    public void EveryProject_HasARule() => Expect.None(
        SourceTree.Projects.Select(p => p.Name).Except(Reach.Select(row => row.Data.Item1)).Except(Processes).Except(["Batch.Spark"]));

    [Fact]
    public void NoProject_ReferencesAProcess()
    {
        // The Spark engine is a part of the batch command that only some builds have.
        var wrong = from project in SourceTree.Projects
                    from reference in project.References
                    where Processes.Contains(reference) && (project.Name, reference) != ("Batch.Spark", "Batch")
                    select new Edge(project.Name, reference);
        Expect.None(wrong);
    }

    [Theory]
    [InlineData("Flights", "")]
    [InlineData("Log", "Orleans")]
    [InlineData("Views", "Orleans")]
    [InlineData("Search", "Orleans")]
    [InlineData("Batch.Core", "Orleans")]
    [InlineData("Batch.Core", "Spectre")]
    [InlineData("Batch.Core", "System.CommandLine")]
    [InlineData("Batch", "Orleans")]
    [InlineData("Gateway", "StackExchange.Redis")]
    [InlineData("Gateway", "Microsoft.Orleans.Server")]
    [InlineData("Grains", "Redis")]
    [InlineData("Grains", "Sqlite")]
    public void Project_AndWhatItReaches_NeedsNoPackage(string project, string name)
    {
        var reached = SourceTree.Reachable(project).Append(project).ToHashSet();
        var wrong = from reachedProject in SourceTree.Projects
                    where name == "Sqlite" ? reachedProject.Name == project : reached.Contains(reachedProject.Name)
                    from package in reachedProject.Packages
                    where package.Contains(name, StringComparison.OrdinalIgnoreCase)
                    select $"{reachedProject.Name}: {package}";
        Expect.None(wrong);
    }

    [Fact]
    public void Projects_AreNotInCircles() =>
        Expect.None(Graph.OnCircles([.. SourceTree.Projects.SelectMany(p => p.References.Select(r => new Edge(p.Name, r)))]));
}
