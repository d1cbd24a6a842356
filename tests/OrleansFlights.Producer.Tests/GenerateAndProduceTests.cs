using System.IO.Compression;
using OrleansFlights.Flights;

namespace OrleansFlights.Producer.Tests;

public sealed class GenerateAndProduceTests
{
    [Fact]
    public async Task Generate_WritesTheSameBytesForTheSameSeed()
    {
        using var run = new Run();
        Assert.Equal(0,
            await run.Async("generate", "--out", Path.Combine(run.Folder, "a"), "--count", "2500", "--seed", "42", "--per-file", "1000"));
        Assert.Equal(0, await run.Async(
            "generate", "--out", Path.Combine(run.Folder, "b"), "--count", "2500", "--seed", "42", "--per-file", "1000", "--gzip"));

        var plain = Directory.GetFiles(Path.Combine(run.Folder, "a")).Order().ToArray();
        var zipped = Directory.GetFiles(Path.Combine(run.Folder, "b")).Order().ToArray();

        Assert.Equal(["flights-00001.jsonl", "flights-00002.jsonl", "flights-00003.jsonl"], plain.Select(Path.GetFileName));
        Assert.Equal([1_000, 1_000, 500], plain.Select(path => File.ReadAllLines(path).Length));
        Assert.Equal(plain.Select(File.ReadAllText), zipped.Select(Unzip));
        Assert.Contains("Records      2,500", run.Output, StringComparison.Ordinal);
        Assert.Contains("First event  2026-01-01T00:00:00Z", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_WritesValidEventsInOrderOfTheirTimes()
    {
        using var run = new Run();
        Assert.Equal(0, await run.Async("generate", "--out", run.Folder, "--count", "4000", "--start", "2030-06-01T00:00:00Z"));

        var flights = Read(Path.Combine(run.Folder, "flights-00001.jsonl"));

        Assert.Equal(4_000, flights.Count);
        Assert.Equal(flights.Select(flight => flight.EventTime).Order(), flights.Select(flight => flight.EventTime));
        Assert.Equal(new DateTimeOffset(2030, 6, 1, 0, 0, 0, TimeSpan.Zero), flights[0].EventTime);
        Assert.Equal(FlightStatuses.Count, flights.Select(flight => flight.Status).Distinct().Count());
    }

    [Fact]
    public async Task Generate_Cancelled_LeavesNoHalfFile()
    {
        using var run = new Run();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        Assert.Equal(130, await run.Async(stop.Token, "generate", "--out", run.Folder, "--count", "1000"));

        Assert.Empty(Directory.GetFiles(run.Folder));
        Assert.Contains("Records      0", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_WhereNoDirectoryCanBe_SaysSo()
    {
        using var run = new Run();
        Assert.Equal(1, await run.Async("generate", "--out", run.File("taken", ""), "--count", "10"));
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("taken", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_SendsTheCountAndSumsUp()
    {
        using var run = new Run();
        Assert.Equal(0, await run.Async("produce", "--rate", "1000", "--count", "30000", "--seed", "7"));

        var flights = run.Log.Flights();
        Assert.Equal(30_000, flights.Count);
        Assert.All(run.Log.Entries.Zip(flights), pair => Assert.Equal(FlightRecordKey.Of(pair.Second), pair.First.Key.ToArray()));
        Assert.Contains("Records      30,000 in 3", run.Output, StringComparison.Ordinal);
        Assert.Contains("Producing to memory (seed 7): ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_MixesInTheFaultsAskedFor()
    {
        using var run = new Run();
        Assert.Equal(0, await run.Async(
            "produce", "--rate", "1000", "--count", "5000", "--seed", "7", "--duplicates", "0.2", "--disorder", "3", "--late", "0.1",
                "--malformed", "0.3"));

        Assert.Equal(5_000, run.Log.Entries.Count);
        Assert.InRange(run.Log.Flights().Count, 3_200, 3_800);
        Assert.Contains("  malformed  1,", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_WithoutCount_EndsWellWhenStopped()
    {
        using var run = new Run();
        using var stop = new CancellationTokenSource();
        run.Log.Before = attempt =>
        {
            if (attempt == 100)
                stop.Cancel();
        };

        Assert.Equal(0, await run.Async(stop.Token, "produce", "--rate", "100"));

        Assert.Contains($"Records      {run.Log.Entries.Count:N0} in", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_StoppedBeforeItsCount_IsNotDone()
    {
        using var run = new Run();
        using var stop = new CancellationTokenSource();
        run.Log.Before = _ => stop.Cancel();

        Assert.Equal(130, await run.Async(stop.Token, "produce", "--rate", "100", "--count", "1000"));

        Assert.Contains("Records      1 in", run.Output, StringComparison.Ordinal);
    }

    private static string Unzip(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static List<FlightEvent> Read(string path)
    {
        var parser = new FlightEventParser();
        return [.. File.ReadLines(path).Select(line =>
        {
            Assert.True(parser.Parse(
                System.Text.Encoding.UTF8.GetBytes(line), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), out var flight).IsValid, line);
            return flight.ToEvent();
        })];
    }
}
