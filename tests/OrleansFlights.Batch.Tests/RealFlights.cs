using System.IO.Compression;
using System.Text;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Tests;

/// <summary>Real flights with an independent recount, from the folder that <c>FLIGHTS_TEST_DATA</c> names.</summary>
internal static class RealFlights
{
    private const string Flights = "flights-2013-01-01-to-03.jsonl.gz";
    private const long AfterTheFlights = 1_400_000_000_000;

    /// <summary>The folder; skips the test when there is none.</summary>
    public static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable("FLIGHTS_TEST_DATA");
        Assert.SkipWhen(
            folder is null || !File.Exists(Path.Combine(folder, Flights)), $"no {Flights}; set FLIGHTS_TEST_DATA to its folder");
        return folder;
    }

    /// <summary>
    /// The events as records, spread over partitions, and behind them what is no event, so that a cut lies behind every event.
    /// </summary>
    public static IEnumerable<LogEntry> Records(string folder, int partitions, int segment)
    {
        var lines = Lines(Path.Combine(folder, Flights)).ToList();
        var events = lines.Select((line, i) => new LogEntry(default, Encoding.UTF8.GetBytes(line), AfterTheFlights, i % partitions));
        var padding = Enumerable.Range(0, partitions)
            .SelectMany(p => Enumerable.Repeat(new LogEntry(default, "padding"u8.ToArray(), AfterTheFlights, p), segment));
        return events.Concat(padding);
    }

    /// <summary>The rows of a CSV file, by column.</summary>
    public static IReadOnlyList<Dictionary<string, string>> Csv(string folder, string name)
    {
        var lines = Lines(Path.Combine(folder, "recount", name)).ToList();
        var header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(l => header.Zip(l.Split(',')).ToDictionary(c => c.First, c => c.Second))];
    }

    private static IEnumerable<string> Lines(string path)
    {
        using Stream file = File.OpenRead(path);
        using var text = new StreamReader(
            path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        while (text.ReadLine() is { } line)
            yield return line;
    }
}
