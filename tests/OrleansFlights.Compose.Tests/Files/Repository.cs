using System.Reflection;

namespace OrleansFlights.Compose.Tests;

/// <summary>Where the repository's files are.</summary>
internal static class Repository
{
    /// <summary>The top folder.</summary>
    public static string Top { get; } = Of("Top");

    /// <summary>The folder of compose.yaml.</summary>
    public static string Compose { get; } = Path.Combine(Top, "compose");

    /// <summary>The built assembly of a program.</summary>
    public static string Program(string project) => Path.Combine(Top, project, Of("Output"), Path.GetFileName(project) + ".dll");

    /// <summary>Files and folders that a pattern finds, below the top folder.</summary>
    public static IReadOnlyList<string> Matches(string pattern)
    {
        var parts = pattern.Split('/');
        IEnumerable<string> found = [Top];
        foreach (var part in parts)
        {
            found = part.Contains('*', StringComparison.Ordinal)
                ? found.SelectMany(f => Directory.Exists(f) ? Directory.GetFileSystemEntries(f, part) : [])
                : found.Select(f => Path.Combine(f, part)).Where(Path.Exists);
        }

        return [.. found.Select(Path.GetFullPath)];
    }

    private static string Of(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
