using System.Globalization;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>
/// What indices and aliases are called: the alias that is searched, numbered builds, an alias per build for writing, and the progress.
/// </summary>
/// <param name="Searched">The alias that is searched.</param>
internal readonly record struct BuildNames(string Searched)
{
    /// <summary>The first build has a fixed name, so that of several processes that make it one succeeds.</summary>
    public string First => Build(1);

    /// <summary>The index that holds how far builds have come.</summary>
    public string Progress => Searched + ".progress";

    /// <summary>The name behind those of all builds there are.</summary>
    public string Next(IEnumerable<string> builds)
    {
        var highest = 0;
        foreach (var build in builds)
        {
            if (int.TryParse(
                build.AsSpan(Math.Min(build.Length, Searched.Length + 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                highest = Math.Max(highest, number);
        }

        return Build(highest + 1);
    }

    /// <summary>
    /// The alias that a build is written through. Writes ask for an alias, so that writing to a build that was discarded fails instead of
    /// making an index of that name.
    /// </summary>
    public static string Write(string build) => build + "-write";

    private string Build(int number) => string.Create(CultureInfo.InvariantCulture, $"{Searched}-{number:D6}");
}
