using System.Globalization;
using System.IO.Compression;

namespace OrleansFlights.Grains.Tests;

/// <summary>The flights that left New York on 1 to 3 January 2013, and an independent recount of them, where they are to be had.</summary>
internal static class RealFlights
{
    private const string Variable = "FLIGHTS_TEST_DATA";

    /// <summary>Their directory; skips the test when there is none.</summary>
    public static string Directory => Find() ?? throw Xunit.Sdk.SkipException.ForSkip(
        $"needs the real flights and their recount: set {Variable} to their directory");

    public static IEnumerable<string> Lines()
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Path.Combine(Directory, "flights-2013-01-01-to-03.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>The rows of a recount file: column name to text.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Recount(string file)
    {
        var path = Path.Combine(Directory, "recount", file);
        using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
            : File.OpenRead(path);
        using var reader = new StreamReader(stream);
        var header = reader.ReadLine()!.Split(',');
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            Assert.Equal(header.Length, cells.Length);
            yield return header.Zip(cells).ToDictionary(c => c.First, c => c.Second);
        }
    }

    /// <summary>The tally fields of a row in the order of <see cref="Text(Flights.FlightTally)"/>.</summary>
    public static string Text(IReadOnlyDictionary<string, string> row, string prefix = "") => string.Join(
        ',',
        new[] { "events", "scheduled", "departed", "delayed", "cancelled", "landed", "departures_with_delay", "delay_sum_s", "delay_min_s",
            "delay_max_s", "on_time" }
            .Select(f => row[prefix + f]));

    /// <summary>A tally as the recount writes it.</summary>
    public static string Text(Flights.FlightTally tally)
    {
        long[] counts =
        [
            tally.Events, tally[Flights.FlightStatus.Scheduled], tally[Flights.FlightStatus.Departed], tally[Flights.FlightStatus.Delayed],
            tally[Flights.FlightStatus.Cancelled], tally[Flights.FlightStatus.Landed], tally.Departures, tally.DelaySumSeconds,
        ];
        var delays = tally.Departures == 0
            ? "," : string.Create(CultureInfo.InvariantCulture, $"{tally.DelayMinSeconds},{tally.DelayMaxSeconds}");
        return $"{string.Join(',', counts)},{delays},{tally.OnTime}";
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set)
            return set;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "data");
            if (System.IO.Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
