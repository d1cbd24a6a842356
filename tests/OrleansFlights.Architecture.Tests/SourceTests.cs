namespace OrleansFlights.Architecture.Tests;

public sealed class SourceTests
{
    private const int Columns = 140;
    private const int Lines = 300;

    /// <summary>
    /// Lines beyond the columns that each project still has. No number may rise; a project that has none left goes from this list.
    /// </summary>
    private static readonly Dictionary<string, int> Known = new()
    {
        ["OrleansFlights.Api"] = 42,
        ["OrleansFlights.Api.Tests"] = 88,
        ["OrleansFlights.Batch"] = 55,
        ["OrleansFlights.Batch.Core"] = 129,
        ["OrleansFlights.Batch.Spark"] = 10,
        ["OrleansFlights.Batch.Tests"] = 70,
        ["OrleansFlights.Benchmarks"] = 42,
        ["OrleansFlights.Cluster"] = 29,
        ["OrleansFlights.Cluster.Tests"] = 34,
        ["OrleansFlights.Compose.Tests"] = 125,
        ["OrleansFlights.EndToEnd.Tests"] = 23,
        ["OrleansFlights.Flights"] = 22,
        ["OrleansFlights.Flights.Tests"] = 31,
        ["OrleansFlights.Foundation"] = 59,
        ["OrleansFlights.Gateway"] = 47,
        ["OrleansFlights.Gateway.GraphQLNet"] = 28,
        ["OrleansFlights.Gateway.HotChocolate"] = 43,
        ["OrleansFlights.Grains"] = 73,
        ["OrleansFlights.Grains.Contracts"] = 3,
        ["OrleansFlights.Grains.Tests"] = 25,
        ["OrleansFlights.Hosting"] = 6,
        ["OrleansFlights.Import"] = 149,
        ["OrleansFlights.Log"] = 76,
        ["OrleansFlights.Log.Tests"] = 30,
        ["OrleansFlights.Producer"] = 58,
        ["OrleansFlights.Producer.Tests"] = 126,
        ["OrleansFlights.Protocol.Tests"] = 42,
        ["OrleansFlights.Search"] = 77,
        ["OrleansFlights.Search.Tests"] = 30,
        ["OrleansFlights.Silo"] = 1,
        ["OrleansFlights.Simulation"] = 22,
        ["OrleansFlights.Sqlite"] = 11,
        ["OrleansFlights.Streams"] = 70,
        ["OrleansFlights.Testing"] = 7,
        ["OrleansFlights.Views"] = 38,
        ["OrleansFlights.Views.Cassandra"] = 51,
        ["OrleansFlights.Views.Tests"] = 12,
    };

    /// <summary>Files that are too long. None may be added.</summary>
    private static readonly string[] LongFiles =
    [
        "tests/OrleansFlights.Compose.Tests/Processes/Topology.cs",
        "tests/OrleansFlights.Log.Tests/EventLogContract.cs",
    ];

    [Fact]
    public void Files_StayShort() => Expect.None(
        from file in SourceTree.Sources
        let lines = File.ReadLines(file).Count()
        let path = Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/')
        where lines > Lines && !LongFiles.Contains(path)
        select $"{path}: {lines} lines");

    [Fact]
    public void Lines_StayWithinTheColumns() => Expect.None(
        from project in TooLong.GroupBy(line => line.Project)
        let known = Known.GetValueOrDefault(project.Key)
        where project.Count() > known
        from line in project
        select $"{line.Text} ({project.Count()} such lines in {project.Key}, {known} are known)");

    private static IEnumerable<(string Project, string Text)> TooLong =>
        from file in SourceTree.Sources
        from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
        where line.Text.Length > Columns
        let path = Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/')
        select (path.Split('/')[1], $"{path}:{line.Number}: {line.Text.Length} columns");
}
