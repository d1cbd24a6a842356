namespace OrleansFlights.Compose.Tests;

/// <summary>The README beside compose.yaml.</summary>
internal static class Readme
{
    private const string Fence = "```";

    /// <summary>The commands in the first block of a section, as they stand there.</summary>
    public static string Commands(string section)
    {
        var lines = File.ReadLines(Path.Combine(Repository.Compose, "README.md")).SkipWhile(l => l != $"## {section}").Skip(1)
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal));
        var block = lines.SkipWhile(l => l != Fence + "sh").Skip(1).TakeWhile(l => l != Fence).ToList();
        Assert.NotEmpty(block);
        return string.Join('\n', block);
    }
}
