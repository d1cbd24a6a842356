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
        ["OrleansFlights.Api"] = 5,
        ["OrleansFlights.Api.Tests"] = 32,
        ["OrleansFlights.Batch"] = 15,
        ["OrleansFlights.Batch.Core"] = 19,
        ["OrleansFlights.Batch.Spark"] = 1,
        ["OrleansFlights.Batch.Tests"] = 7,
        ["OrleansFlights.Benchmarks"] = 8,
        ["OrleansFlights.Cluster"] = 6,
        ["OrleansFlights.Cluster.Tests"] = 6,
        ["OrleansFlights.CommandLine"] = 1,
        ["OrleansFlights.Compose.Tests"] = 22,
        ["OrleansFlights.EndToEnd.Tests"] = 5,
        ["OrleansFlights.Flights"] = 1,
        ["OrleansFlights.Flights.Tests"] = 3,
        ["OrleansFlights.Foundation"] = 1,
        ["OrleansFlights.Gateway"] = 3,
        ["OrleansFlights.Grains"] = 2,
        ["OrleansFlights.Grains.Tests"] = 4,
        ["OrleansFlights.Import"] = 21,
        ["OrleansFlights.Log"] = 3,
        ["OrleansFlights.Page.Tests"] = 4,
        ["OrleansFlights.Producer"] = 16,
        ["OrleansFlights.Producer.Tests"] = 34,
        ["OrleansFlights.Protocol.Tests"] = 6,
        ["OrleansFlights.Search"] = 8,
        ["OrleansFlights.Search.Tests"] = 1,
        ["OrleansFlights.Streams"] = 5,
        ["OrleansFlights.Views"] = 4,
        ["OrleansFlights.Views.Cassandra"] = 10,
    };

    /// <summary>Files that are too long. None may be added.</summary>
    private static readonly string[] LongFiles =
    [
        "silo/OrleansFlights.Grains/Views/ViewGrain.cs",
        "silo/OrleansFlights.Streams/Checkpointing/Checkpointer.cs",
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
