namespace OrleansFlights.Import.Mapping;

/// <summary>The profiles that ship, for flights as they are published.</summary>
internal static class Profiles
{
    private const string Ending = ".profile.json";

    private static readonly Lazy<IReadOnlyList<Profile>> Loaded = new(Load);

    /// <summary>All of them, in the order in which files are compared with them.</summary>
    public static IReadOnlyList<Profile> All => Loaded.Value;

    /// <summary>The profile of a name, or in a file.</summary>
    /// <exception cref="ImportException">There is none.</exception>
    public static Profile Find(string nameOrFile)
    {
        if (All.FirstOrDefault(profile => profile.Name == nameOrFile) is { } known)
            return known;
        if (!File.Exists(nameOrFile))
            throw new ImportException(
                $"--profile is '{nameOrFile}'; allowed: {string.Join(", ", All.Select(profile => profile.Name))}, or a file that "
                + "--save-profile wrote.");
        return Profile.Parse(File.ReadAllText(nameOrFile), nameOrFile) with { Name = nameOrFile, IsStrict = true };
    }

    /// <summary>The profile whose columns a table has; null when it is none of those known.</summary>
    public static Profile? Recognize(IEnumerable<string> columns)
    {
        var names = columns.Select(FlightColumns.Normal).ToHashSet();
        return All.FirstOrDefault(profile => profile.Recognize is { Count: > 0 } groups
            && groups.All(group => group.Values.Any(name => names.Contains(FlightColumns.Normal(name)))));
    }

    private static List<Profile> Load()
    {
        var assembly = typeof(Profiles).Assembly;
        var profiles = new List<Profile>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            profiles.Add(Profile.Parse(reader.ReadToEnd(), resource) with { Name = resource[..^Ending.Length], IsStrict = true });
        }

        return profiles;
    }
}
