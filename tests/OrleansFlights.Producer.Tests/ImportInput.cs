using System.Globalization;
using static OrleansFlights.Producer.Tests.ImportFixtures;

namespace OrleansFlights.Producer.Tests;

/// <summary>A file as people have it, and what its import must give.</summary>
/// <param name="File">Its name.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Arguments">What is said on the command line.</param>
/// <param name="Code">The exit code.</param>
/// <param name="Events">The events on the log, in order.</param>
/// <param name="Says">What the output must name.</param>
internal sealed record ImportInput(string File, byte[] Bytes, string[] Arguments, int Code, string[] Events, string Says)
{
    public const string Scheduled = "ZRH-JFK scheduled 2013-01-02T12:00:00Z";
    public const string Departed = "ZRH-JFK departed 2013-01-02T12:10:00Z";

    /// <summary>A file with the flight that was scheduled for noon and left ten minutes late.</summary>
    public static ImportInput Right(string file, byte[] bytes, params string[] arguments) =>
        new(file, bytes, arguments, 0, [Scheduled, Departed], "");

    /// <summary>The same in a CSV file of one row.</summary>
    public static ImportInput Table(string header, string row, params string[] arguments) =>
        Right("f.csv", Utf8($"{header}\n{row}\n"), arguments);

    /// <summary>The same with its time spelt in another way.</summary>
    public static ImportInput Time(string time, params string[] arguments) =>
        Table("origin,destination,scheduled_departure,delay", $"ZRH,JFK,{time},10", arguments);

    /// <summary>A file of which nothing reaches the log.</summary>
    public static ImportInput Refused(string file, byte[] bytes, string says, params string[] arguments) =>
        new(file, bytes, arguments, 1, [], says);

    /// <summary>A time that is none.</summary>
    public static ImportInput NoTime(string time, string says, params string[] arguments) => Refused(
        "f.csv", Utf8($"origin,destination,scheduled_departure\nZRH,JFK,{time}\n"), says, arguments);

    /// <summary>A good row, then one that is reported and skipped.</summary>
    public static ImportInput BadRow(string header, string good, string bad, string says) => new(
        "f.csv", Utf8($"{header}\n{good}\n{bad}\n{good}\n"), [], 1, [Scheduled, Departed, Scheduled, Departed], says);

    /// <summary>Imports the file and compares.</summary>
    public async Task CheckAsync()
    {
        using var run = new Run();
        var path = Path.Combine(run.Folder, File);
        await System.IO.File.WriteAllBytesAsync(path, Bytes, TestContext.Current.CancellationToken);

        var code = await run.Async(["replay", path, .. Arguments]);

        var told = $"exit code {code}\n{run.Output}\n{run.Error}";
        Assert.True(code == Code, told);
        Assert.True(Events.SequenceEqual(run.Log.Flights().Select(flight => string.Create(
            CultureInfo.InvariantCulture,
            $"{flight.Origin}-{flight.Destination} {flight.Status.ToString().ToLowerInvariant()} "
            + $"{flight.EventTime.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"))), told + string.Join('\n', run.Log.Flights()));
        Assert.Equal(Events.Length, run.Log.Entries.Count);
        Assert.True((run.Output + run.Error).Contains(Says, StringComparison.Ordinal), $"does not say '{Says}': {told}");

        // What was sent is remembered, what was refused is not.
        if (Events.Length > 0)
        {
            Assert.Equal(0, await run.Async(["replay", path, .. Arguments]));
            Assert.Equal(Events.Length, run.Log.Entries.Count);
            Assert.Contains("was imported before", run.Output, StringComparison.Ordinal);
        }
    }
}
