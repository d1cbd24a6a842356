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

    private static string Of(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
