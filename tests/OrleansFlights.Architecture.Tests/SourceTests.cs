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
        ["OrleansFlights.Api.Tests"] = 50,
        ["OrleansFlights.Batch"] = 2,
        ["OrleansFlights.Batch.Core"] = 7,
        ["OrleansFlights.Batch.Tests"] = 6,
        ["OrleansFlights.Benchmarks"] = 4,
        ["OrleansFlights.Cluster"] = 5,
        ["OrleansFlights.Cluster.Tests"] = 3,
        ["OrleansFlights.Compose.Tests"] = 8,
        ["OrleansFlights.EndToEnd.Tests"] = 4,
        ["OrleansFlights.Flights.Tests"] = 2,
        ["OrleansFlights.Gateway"] = 1,
        ["OrleansFlights.Grains"] = 1,
        ["OrleansFlights.Grains.Tests"] = 3,
        ["OrleansFlights.Import"] = 5,
        ["OrleansFlights.Log"] = 2,
        ["OrleansFlights.Producer"] = 11,
        ["OrleansFlights.Producer.Tests"] = 27,
        ["OrleansFlights.Search"] = 5,
        ["OrleansFlights.Views"] = 1,
        ["OrleansFlights.Views.Cassandra"] = 1,
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
