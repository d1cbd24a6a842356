using OrleansFlights.Import;
using OrleansFlights.Import.Importing;
using OrleansFlights.Import.Sources;
using OrleansFlights.Testing;

namespace OrleansFlights.Producer.Tests;

/// <summary>
/// Where files lie and what they are called: folders with links, names like patterns, columns in folders' names, files that grow.
/// </summary>
public sealed class PathTests
{
    private const string Header = "origin,destination,scheduled_departure";

    [Theory]
    [InlineData("f[1].csv")]
    [InlineData("a*b.csv")]
    [InlineData("it's {one}?.csv")]
    [InlineData("f 1, Zürich.csv")]
    public async Task AName_IsNoPattern(string name)
    {
        using var run = new Run();
        run.File("f1.csv", $"{Header}\nAAA,BBB,2013-01-02T12:00:00Z\n");
        run.File("ab.csv", $"{Header}\nAAA,BBB,2013-01-02T12:00:00Z\n");

        Assert.Equal(0, await run.Async("replay", run.File(name, $"{Header}\nZRH,JFK,2013-01-02T12:00:00Z\n")));

        Assert.Equal(["ZRH"], run.Log.Flights().Select(flight => flight.Origin.ToString()));
    }

    [Fact]
    public async Task AFolder_WithLinksAndReports_IsReadOnce()
    {
        using var run = new Run();
        Directory.CreateDirectory(Path.Combine(run.Folder, "in/2013"));
        run.File("in/2013/a.csv", $"{Header}\nZRH,JFK,2013-01-02T12:00:00Z\nZRH,JFK,nonsense\n");
        File.CreateSymbolicLink(Path.Combine(run.Folder, "in/2013/loop"), "..");
        run.File("b.csv", $"{Header}\nZRH,LHR,2013-01-02T12:00:00Z\n");
        File.CreateSymbolicLink(Path.Combine(run.Folder, "in/link.csv"), "../b.csv");
        run.File("in/2013/a.csv" + BadRowReport.Ending, """{"File":"a.csv","Row":2}""" + "\n");

        Assert.Equal(1, await run.Async("replay", Path.Combine(run.Folder, "in")));

        Assert.Equal(["JFK", "LHR"], run.Log.Flights().Select(flight => flight.Destination.ToString()).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("was imported before", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FoldersNames_AreColumns()
    {
        using var run = new Run();
        foreach (var (folder, origin) in new[] { ("day=2013-01-02/origin=ZRH", "ZRH"), ("day=2013-01-02/origin=BSL", "BSL") })
        {
            Directory.CreateDirectory(Path.Combine(run.Folder, "in", folder));
            run.File($"in/{folder}/part-0.csv", "destination,std\nJFK,1300\n");
        }

        Directory.CreateDirectory(Path.Combine(run.Folder, "in/day=2013-01-03/origin=GVA"));
        await File.WriteAllBytesAsync(
            Path.Combine(run.Folder, "in/day=2013-01-03/origin=GVA/part-0.parquet"),
            ImportFixtures.ParquetOf("SELECT 'JFK' destination, 1300 std"), TestContext.Current.CancellationToken);

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "in"), "--map", "date=day"));

        Assert.Equal(
            [("BSL", 2), ("GVA", 3), ("ZRH", 2)],
            run.Log.Flights().Select(flight => (flight.Origin.ToString(), flight.ScheduledDeparture.Day)).Order());

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "in"), "--map", "date=day"));
        Assert.Equal(3, run.Log.Entries.Count);
    }

    [Theory]
    [InlineData("f.csv")]
    [InlineData("f.jsonl")]
    public void AFile_ThatGrowsWhileItIsRead_IsRefused(string name)
    {
        using var run = new Run();
        var path = run.File(name, name == "f.csv"
            ? $"{Header}\nZRH,JFK,2013-01-02T12:00:00Z\n"
            : """{"origin":"ZRH","destination":"JFK","scheduled_departure":"2013-01-02T12:00:00Z"}""" + "\n");
        using var plan = ImportPlan.Make([path], new ImportOptions(), TimeProvider.System, TestContext.Current.CancellationToken);
        File.AppendAllText(path, File.ReadAllLines(path)[^1] + "\n");

        var refused = Assert.Throws<ImportException>(() => plan.Verify(acceptBad: true));

        Assert.Contains($"{name} changed while it was read", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null", "/dev/null is empty")]
    [InlineData("/no/such/f.csv", "/no/such/f.csv does not exist")]
    [InlineData("/no/such/*.csv", "/no/such/*.csv stands for no file")]
    [InlineData("/proc/self/mem", "/proc/self/mem")]
    public async Task WhatIsNoFile_IsRefused(string path, string says)
    {
        using var run = new Run();
        Assert.Equal(1, await run.Async("replay", path));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyFolder_AndALinkToNothing_AreRefused()
    {
        using var run = new Run();
        Directory.CreateDirectory(Path.Combine(run.Folder, "empty"));
        Assert.Equal(1, await run.Async("replay", Path.Combine(run.Folder, "empty")));
        Assert.Contains("empty stands for no file", run.Error, StringComparison.Ordinal);

        File.CreateSymbolicLink(Path.Combine(run.Folder, "gone.csv"), "nowhere.csv");
        Assert.Equal(1, await run.Async("replay", Path.Combine(run.Folder, "gone.csv")));
        Assert.Contains("gone.csv", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheDeviceOfStandardInput_IsReadFromItsFirstByte()
    {
        using var run = new Run { UseMemoryLog = false };
        await using var process = new ChildProcess(
            "dotnet", [typeof(Commands.ProducerApp).Assembly.Location, "replay", "/dev/stdin", "--data", run.Folder],
            input: ImportFixtures.Csv);

        Assert.True(await process.ExitAsync(TimeSpan.FromMinutes(1)) == 0, process.Output);
        Assert.Contains("Records      2 in", process.Output, StringComparison.Ordinal);
    }
}
