using OrleansFlights.Log;

namespace OrleansFlights.Producer.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--rate", "produce", "--rate", "0")]
    [InlineData("--rate", "produce", "--rate", "200000")]
    [InlineData("--rate", "produce", "--rate", "fast")]
    [InlineData("--rate", "produce", "--rate")]
    [InlineData("--count", "produce", "--count", "0")]
    [InlineData("--malformed", "produce", "--malformed", "1.5")]
    [InlineData("--disorder", "produce", "--disorder", "-1")]
    [InlineData("--seed", "produce", "--seed", "x")]
    [InlineData("--start", "generate", "--out", "x", "--count", "5", "--start", "soon")]
    [InlineData("--out", "generate", "--count", "5")]
    [InlineData("--count", "generate", "--out", "x")]
    [InlineData("--count", "generate", "--out", "x", "--count", "-5")]
    [InlineData("--speed", "replay", "FILE", "--speed", "0")]
    [InlineData("--speed", "replay", "FILE", "--speed", "quick")]
    [InlineData("--map", "replay", "FILE", "--map", "date")]
    [InlineData("--map", "replay", "FILE", "--map", "pilot=name")]
    [InlineData("--map", "replay", "FILE", "--map", "delay=a", "--map", "delay=b")]
    [InlineData("missing.jsonl", "replay", "missing.jsonl")]
    [InlineData("FILE", "replay")]
    [InlineData("--wings", "produce", "--wings", "2")]
    public async Task WrongArguments_FailAndAreNamed(string named, params string[] args)
    {
        using var run = new Run();
        var file = run.File("flights.jsonl", "{}\n");

        var code = await run.Async([.. args.Select(arg => arg == "FILE" ? file : arg)]);

        Assert.Equal(1, code);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Log.Entries);
    }

    [Theory]
    [InlineData("--Log:Provider=rabbit", "Log:Provider is 'rabbit'; allowed: ")]
    [InlineData("--Log:Partitions=0", "Log:Partitions is '0'; allowed: 1 to 1024.")]
    public async Task WrongSetting_FailsAndSaysWhatIsAllowed(string setting, string message)
    {
        using var run = new Run { UseMemoryLog = false };
        Assert.Equal(1, await run.Async("produce", "--count", "1", setting, "--data", run.Folder));
        Assert.Contains($"error: {message}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ReachTheLogWhereverTheyStand()
    {
        using var run = new Run { UseMemoryLog = false };
        Assert.Equal(0, await run.Async("--Log:Sqlite:File", Path.Combine(run.Folder, "other.db"), "produce", "--count", "3", "--rate",
            "100", "--Log:Topic=elsewhere"));
        Assert.True(File.Exists(Path.Combine(run.Folder, "other.db")));
        Assert.Contains("Producing to elsewhere", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_NamesTheDirectoryOfTheEmbeddedLog()
    {
        using var run = new Run { UseMemoryLog = false };
        Assert.Equal(0, await run.Async("produce", "--count", "3", "--rate", "100", "--data", run.Folder));
        Assert.True(File.Exists(Path.Combine(run.Folder, "log.db")));
    }

    [Fact]
    public async Task LastingTroubleWithTheLog_FailsWithItsMessageAndTheSummary()
    {
        using var run = new Run();
        run.Log.Before = attempt =>
        {
            if (attempt > 2)
                throw new LogException("The disk is full.");
        };

        Assert.Equal(1, await run.Async("produce", "--rate", "1", "--count", "10"));

        Assert.Contains("error: The disk is full.", run.Error, StringComparison.Ordinal);
        Assert.Contains("Records      2 in", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generate", "--out")]
    [InlineData("produce", "--rate")]
    [InlineData("replay", "scheduled_departure=date")]
    public async Task Help_ExplainsTheCommand(string command, string contains)
    {
        using var run = new Run();
        Assert.Equal(0, await run.Async(command, "--help"));
        Assert.Contains(contains, run.Output, StringComparison.Ordinal);
    }
}
