namespace OrleansFlights.Compose.Tests;

/// <summary>A Dockerfile's instructions, one a line.</summary>
internal sealed class Dockerfile(string path)
{
    private readonly IReadOnlyList<string> _lines = [.. File.ReadAllLines(path).Where(l => l.Length > 0 && l[0] != '#')];

    /// <summary>Base images, arguments replaced by their defaults; stages of the file itself left out.</summary>
    public IEnumerable<string> BaseImages
    {
        get
        {
            var stages = Instructions("FROM").Select(f => f.Split(' ')).Where(f => f.Length == 3).Select(f => f[2]).ToHashSet();
            return Instructions("FROM").Select(f => Resolve(f.Split(' ')[0])).Where(i => !stages.Contains(i));
        }
    }

    /// <summary>What is copied from the build context.</summary>
    public IEnumerable<string> CopiedPaths => Copied(_lines);

    /// <summary>What its stage copies from the build context before packages are restored.</summary>
    public IEnumerable<string> CopiedToRestore => Copied(_lines
        .TakeWhile(l => !l.StartsWith("RUN dotnet restore ", StringComparison.Ordinal)).Reverse()
        .TakeWhile(l => !l.StartsWith("FROM ", StringComparison.Ordinal)).Reverse());

    /// <summary>The project that packages are restored for.</summary>
    public string Restored => Instructions("RUN").Single(r => r.StartsWith("dotnet restore ", StringComparison.Ordinal)).Split(' ')[2];

    public bool HasHealthCheck => Instructions("HEALTHCHECK").Any();

    /// <summary>Who the last stage runs as.</summary>
    public string? User => Instructions("USER").LastOrDefault();

    /// <summary>The project that is published.</summary>
    public string Project => Instructions("RUN").Single(r => r.StartsWith("dotnet publish ", StringComparison.Ordinal)).Split(' ')[2];

    /// <summary>The program that the image runs; null when the base image's own.</summary>
    public string? Entry => Instructions("ENTRYPOINT").LastOrDefault();

    public IEnumerable<string> Variables => Instructions("ENV").SelectMany(e => e.Split(' '));

    private static IEnumerable<string> Copied(IEnumerable<string> lines) => Instructions(lines, "COPY")
        .Where(c => !c.Contains("--from=", StringComparison.Ordinal))
        .SelectMany(c => c.Split(' ').Where(word => !word.StartsWith("--", StringComparison.Ordinal)).SkipLast(1));

    private static IEnumerable<string> Instructions(IEnumerable<string> lines, string name) =>
        lines.Where(l => l.StartsWith(name + " ", StringComparison.Ordinal)).Select(l => l[(name.Length + 1)..]);

    private IEnumerable<string> Instructions(string name) => Instructions(_lines, name);

    private string Resolve(string text) =>
        Instructions("ARG").Select(a => a.Split('='))
            .Aggregate(text, (t, arg) => t.Replace($"${{{arg[0]}}}", arg[1], StringComparison.Ordinal));
}
