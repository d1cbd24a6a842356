using System.Text.RegularExpressions;

namespace OrleansFlights.Compose.Tests;

/// <summary>Variables as .env holds them, and what Compose makes of texts that name them.</summary>
internal sealed partial class EnvFile(IReadOnlyDictionary<string, string> variables)
{
    public IReadOnlyDictionary<string, string> Variables => variables;

    /// <summary>The committed example, its values as they are.</summary>
    public static EnvFile Example { get; } = new(File.ReadAllLines(Path.Combine(Repository.Compose, ".env.example"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts[1]));

    /// <summary>The example with other values; what is still empty and must not be gets one.</summary>
    public static EnvFile FilledIn(params (string Key, string Value)[] values)
    {
        var all = Example.Variables.ToDictionary(v => v.Key, v => v.Value.Length == 0 && IsSecret(v.Key) ? "secret-" + v.Key : v.Value);
        foreach (var (key, value) in values)
            all[key] = value;
        return new EnvFile(all);
    }

    public static bool IsSecret(string name) =>
        name.EndsWith("PASSWORD", StringComparison.OrdinalIgnoreCase) || name.EndsWith("SECRETKEY", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("SECRET_KEY", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("SECRET_ACCESS_KEY", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of the variables in a text.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Reference().Matches(text).Where(m => m.Groups["name"].Success).Select(m => m.Groups["name"].Value);

    /// <summary>A text with its variables replaced.</summary>
    public string Resolve(string text) => Reference().Replace(text, match =>
    {
        if (match.Value == "$$")
            return "$";
        var name = match.Groups["name"].Value;
        var value = variables.GetValueOrDefault(name, "");
        if (value.Length > 0)
            return value;
        return match.Groups["op"].Value switch
        {
            ":-" => match.Groups["word"].Value,
            ":?" => throw new InvalidDataException($"{name}: {match.Groups["word"].Value}"),
            _ => "",
        };
    });

    [GeneratedRegex(@"\$\$|\$\{(?<name>[A-Z_][A-Z0-9_]*)(?:(?<op>:-|:\?)(?<word>[^}]*))?\}")]
    private static partial Regex Reference();
}
