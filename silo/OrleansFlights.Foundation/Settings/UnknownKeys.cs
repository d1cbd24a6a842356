using Microsoft.Extensions.Configuration;

namespace OrleansFlights.Foundation.Settings;

/// <summary>
/// Finds keys that no options class has: all within the classes' sections, and sections that are one of those but for a letter or two.
/// Other sections may be anybody's and are left alone.
/// </summary>
internal sealed class UnknownKeys
{
    private const int ShortName = 4;
    private readonly Dictionary<string, IReadOnlyList<Type>> _sections;
    private readonly IReadOnlyList<string> _names;

    public UnknownKeys(IEnumerable<Type> options)
    {
        _sections = options.GroupBy(SettingsReader.SectionOf, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<Type>)[.. g], StringComparer.OrdinalIgnoreCase);
        _names = [.. _sections.SelectMany(s => Names(s.Key, s.Value))];
    }

    public void ThrowIfAny(IConfiguration configuration)
    {
        foreach (var (name, types) in _sections)
        {
            var section = configuration.GetSection(name);
            if (section.Value is { Length: > 0 } value && !IsFromEnvironment(configuration, name))
                throw new SettingException(
                    name, value, $"a section of settings such as {_names.First(n => n.StartsWith(name + ':', StringComparison.Ordinal))}");
            ThrowIfAny(section, types);
        }

        foreach (var section in configuration.GetChildren())
        {
            if (!_sections.ContainsKey(section.Key) && !FrameworkSettings.Knows(section.Key) && Meant(section) is { } leaf)
                throw Refusal(leaf.Path, leaf.Value);
        }
    }

    /// <summary>Whether a key is a setting's, or an item's of a list or map.</summary>
    public bool Knows(string key)
    {
        var parts = key.Split(':');
        return parts.Length > 1 && _sections.TryGetValue(parts[0], out var types) && Knows(types, parts.AsSpan(1));
    }

    public SettingException Refusal(string key, string? value) => SettingException.Unknown(key, value, Hint(key));

    public string? Nearest(string key)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        if (Siblings(key) is { Count: > 0 } siblings && NearestName.Find(name, siblings) is { } sibling)
            return $"{Parent(key)}:{sibling}";

        // Where the section is right, a name that is like none in it means nothing else, unless it stands elsewhere in the section.
        return Siblings(key).Count == 0
            ? NearestName.Find(key, _names.Concat(FrameworkSettings.Names))
            : _names.FirstOrDefault(n => n.StartsWith(key.Split(':')[0] + ':', StringComparison.OrdinalIgnoreCase)
                && n.EndsWith(':' + name, StringComparison.OrdinalIgnoreCase));
    }

    private string Hint(string key) =>
        Nearest(key) is { } nearest ? $"did you mean {nearest}?"
        : Siblings(key) is { Count: > 0 } siblings ? $"{Parent(key)} has {string.Join(", ", siblings)}."
        : $"the sections are {string.Join(", ", _sections.Keys)}.";

    private static string Parent(string key) => key.Contains(':', StringComparison.Ordinal) ? key[..key.LastIndexOf(':')] : "";

    /// <summary>What the section that a key names has.</summary>
    private List<string> Siblings(string key)
    {
        var prefix = Parent(key) + ':';
        return [.. _names.Where(n => n.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Select(n => n[prefix.Length..])];
    }

    private void ThrowIfAny(IConfigurationSection section, IReadOnlyList<Type> types)
    {
        foreach (var child in section.GetChildren())
        {
            var properties = Named(types, child.Key);
            if (properties.Count == 0)
                throw Refusal(Leaf(child).Path, Leaf(child).Value);
            foreach (var property in properties)
            {
                if (property.Kind == SettingKind.Section)
                    ThrowIfAny(child, [property.Item]);
                else if (property.Kind == SettingKind.Value && child.GetChildren().FirstOrDefault() is { } below)
                    throw Refusal(Leaf(below).Path, Leaf(below).Value);
                else if (property.Kind != SettingKind.Value && !SettingText.IsScalar(property.Item))
                    child.GetChildren().ToList().ForEach(item => ThrowIfAny(item, [property.Item]));
            }
        }
    }

    /// <summary>
    /// A key below a section whose name is ours but for a letter or two, and that is a setting of ours below its name; null when there is
    /// none.
    /// </summary>
    private IConfigurationSection? Meant(IConfigurationSection section)
    {
        foreach (var (name, types) in _sections)
        {
            if (NearestName.Distance(section.Key, name) <= (name.Length <= ShortName ? 1 : 2)
                && section.GetChildren().FirstOrDefault(c => Named(types, c.Key).Count > 0) is { } child)
                return Leaf(child);
        }

        return null;
    }

    private static bool Knows(IReadOnlyList<Type> types, ReadOnlySpan<string> parts)
    {
        foreach (var property in Named(types, parts[0]))
        {
            var rest = parts[1..];
            if (property.Kind == SettingKind.Section)
            {
                if (rest.Length > 0 && Knows([property.Item], rest))
                    return true;
            }
            else if (SettingText.IsScalar(property.Item))
            {
                if (property.Kind == SettingKind.Value ? rest.Length == 0 : property.Kind == SettingKind.Map
                    ? rest.Length >= 1 : rest.Length == 0 || IsIndex(rest))
                    return true;
            }
            else if (rest.Length > 1 && Knows([property.Item], rest[1..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIndex(ReadOnlySpan<string> parts) => parts.Length == 1 && parts[0].All(char.IsAsciiDigit);

    private static List<SettingProperty> Named(IReadOnlyList<Type> types, string name) =>
        [.. types.SelectMany(SettingProperty.Of).Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];

    private static IConfigurationSection Leaf(IConfigurationSection section) =>
        section.Value is null && section.GetChildren().FirstOrDefault() is { } child ? Leaf(child) : section;

    private static IEnumerable<string> Names(string path, IReadOnlyList<Type> types) => types.SelectMany(SettingProperty.Of).SelectMany(p =>
        p.Kind == SettingKind.Section ? Names($"{path}:{p.Name}", [p.Item]) : [$"{path}:{p.Name}"]);

    /// <summary>
    /// Whether a value stands in an environment variable, whose name a shell may use for something else altogether, such as <c>DATA</c> or
    /// <c>LOG</c>.
    /// </summary>
    private static bool IsFromEnvironment(IConfiguration configuration, string key) =>
        configuration is IConfigurationRoot root && root.Providers.LastOrDefault(p => p.TryGet(key, out _)) is { } provider
        && provider.GetType().Name.StartsWith("EnvironmentVariables", StringComparison.Ordinal);
}
