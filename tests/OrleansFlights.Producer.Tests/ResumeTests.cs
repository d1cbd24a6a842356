using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrleansFlights.Log;
using OrleansFlights.Testing;

namespace OrleansFlights.Producer.Tests;

/// <summary>An import is remembered by content; what breaks it off costs nothing and doubles nothing.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task Trouble_WhoseOutcomeIsUnknown_NeitherLosesNorDoubles()
    {
        using var run = new Run();
        var path = run.File("f.csv", Rows(60_000));
        run.Log.Before = attempt => Throw(attempt % 3 == 1);
        run.Log.After = attempt => Throw(attempt % 3 == 2);

        Assert.Equal(0, await run.Async("replay", path));

        Assert.Equal(Expected(60_000), run.Log.Flights().Select(flight => flight.FlightId));
        Assert.True(run.Log.Attempts > 5);
    }

    [Fact]
    public async Task TheSameContent_UnderAnotherNameOrPacked_IsKnown()
    {
        using var run = new Run();
        Assert.Equal(0, await run.Async("replay", run.File("a.csv", Rows(10))));
        await File.WriteAllBytesAsync(Path.Combine(run.Folder, "b.csv.gz"), ImportFixtures.Gzip(Encoding.UTF8.GetBytes(Rows(10))),
            TestContext.Current.CancellationToken);

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "b.csv.gz")));

        Assert.Equal(10, run.Log.Entries.Count);
        Assert.Contains("was imported before as", run.Output, StringComparison.Ordinal);

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "a.csv"), "--again"));
        Assert.Equal(20, run.Log.Entries.Count);
    }

    [Fact]
    public async Task BrokenOff_GoesOnWithTheSameMappingOnly()
    {
        using var run = new Run();
        var path = run.File("f.csv", Rows(50_000));
        run.Log.Before = attempt =>
        {
            if (attempt == 2)
                throw new LogException("The disk is full.");
        };
        Assert.Equal(1, await run.Async("replay", path));
        var first = run.Log.Entries.Count;
        Assert.InRange(first, 1, 49_999);

        run.Log.Before = null;
        Assert.Equal(1, await run.Async("replay", path, "--map", "origin=destination", "--map", "destination=origin"));
        Assert.Contains("was begun with another mapping", run.Error, StringComparison.Ordinal);
        Assert.Equal(first, run.Log.Entries.Count);

        Assert.Equal(0, await run.Async("replay", path));
        Assert.Contains("goes on after row", run.Output, StringComparison.Ordinal);
        Assert.Equal(Expected(50_000), run.Log.Flights().Select(flight => flight.FlightId));
    }

    [Fact]
    public async Task FoldersPatternsAndPipes_AreRead()
    {
        using var run = new Run();
        Directory.CreateDirectory(Path.Combine(run.Folder, "in/2013"));
        Directory.CreateDirectory(Path.Combine(run.Folder, "in/2014"));
        run.File("in/2013/f.csv", "origin,destination,scheduled_departure\nZRH,JFK,2013-01-02T12:00:00Z\n");
        run.File("in/2014/f.csv", "origin,destination,scheduled_departure\nZRH,JFK,2014-01-02T12:00:00Z\n");
        run.File("in/README.md", "About these files.");
        run.File("in/.hidden", "x");

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "in")));
        Assert.Equal(2, run.Log.Flights().Select(flight => flight.FlightId).Distinct().Count());
        Assert.Contains("left out", run.Error, StringComparison.Ordinal);

        Assert.Equal(0, await run.Async("replay", Path.Combine(run.Folder, "in/*/f.csv"), "--again"));
        Assert.Equal(4, run.Log.Entries.Count);
        Assert.Equal(1, await run.Async("replay", Path.Combine(run.Folder, "in/*.parquet")));
        Assert.Contains("stands for no file", run.Error, StringComparison.Ordinal);

        var pipe = Path.Combine(run.Folder, "pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        // Opening a pipe to write waits for its reader, so it must not be done on this thread.
        var writing = Task.Run(
            () => File.WriteAllText(pipe, "origin,destination,scheduled_departure\nZRH,JFK,2015-01-02T12:00:00Z\n"),
            TestContext.Current.CancellationToken);
        Assert.Equal(0, await run.Async("replay", pipe));
        await writing;
        Assert.Equal(5, run.Log.Entries.Count);
    }

    [Fact]
    public async Task StandardInput_IsReadFromItsFirstByte()
    {
        using var run = new Run { UseMemoryLog = false };
        await using var process = new ChildProcess(
            "dotnet", [typeof(Commands.ProducerApp).Assembly.Location, "replay", "-", "--data", run.Folder], input: ImportFixtures.Csv);

        Assert.True(await process.ExitAsync(TimeSpan.FromMinutes(1)) == 0, process.Output);
        Assert.Contains("Records      2 in", process.Output, StringComparison.Ordinal);
    }

    private static void Throw(bool now)
    {
        if (now)
            throw new LogException("The broker is away.") { IsTransient = true };
    }

    private static string Rows(int count)
    {
        var text = new StringBuilder("flight_id,origin,destination,scheduled_departure\n");
        for (var i = 0; i < count; i++)
            text.Append(
                CultureInfo.InvariantCulture, $"F{i},ZRH,{(char)('A' + (i % 26))}{(char)('A' + (i / 26 % 26))}X,2013-01-02T12:00:00Z\n");
        return text.ToString();
    }

    private static IEnumerable<string> Expected(int count) =>
        Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"F{i}"));
}
