using System.Text.RegularExpressions;

namespace OrleansFlights.Foundation.Settings;

/// <summary>
/// The one grammar of settings on a command line, <c>--Section:Key=value</c> or <c>--Section:Key value</c>, anywhere among other arguments.
/// In a process that has no commands, <c>--key=value</c> without a colon is a setting too.
/// </summary>
/// <param name="Settings">The settings in their order.</param>
/// <param name="Rest">All other arguments in theirs.</param>
public sealed partial record SettingArguments(IReadOnlyList<KeyValuePair<string, string>> Settings, string[] Rest)
{
    private static readonly string[] HelpWords = ["--help", "-h", "-?", "/?", "/h"];

    /// <summary>Whether the arguments ask for help.</summary>
    public static bool AskForHelp(IEnumerable<string> args) => args.Any(arg => HelpWords.Contains(arg, StringComparer.Ordinal));

    /// <summary>Takes out the settings, whose names have a colon, of a process that has commands.</summary>
    /// <exception cref="SettingException">One has no value.</exception>
    public static SettingArguments Split(string[] args)
    {
        var settings = new List<KeyValuePair<string, string>>();
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (Setting().IsMatch(args[i]))
                settings.Add(Read(args, ref i));
            else
                rest.Add(args[i]);
        }

        return new SettingArguments(settings, [.. rest]);
    }

    /// <summary>Reads the arguments of a process that has no commands: every one is a setting.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="catalog">What the process knows, for suggestions.</param>
    /// <returns>The settings, each as <c>--key=value</c>.</returns>
    /// <exception cref="SettingException">One is none, has no value, or is not known.</exception>
    public static string[] ReadAll(string[] args, SettingsCatalog catalog)
    {
        var settings = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!Option().IsMatch(args[i]))
                throw SettingException.Misread(
                    args[i], $"'{args[i]}' is no setting; write --Key=value or --Key value{Suggestion(args[i], catalog)}.");
            settings.Add(Read(args, ref i));
        }

        catalog.ThrowUnlessKnown(settings);
        return [.. settings.Select(s => $"--{s.Key}={s.Value}")];
    }

    private static KeyValuePair<string, string> Read(string[] args, ref int i)
    {
        var written = args[i]["--".Length..];
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
            return new(written[..equals], written[(equals + 1)..]);
        if (i + 1 >= args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal))
            throw SettingException.Misread(written, $"--{written} has no value; write --{written}=VALUE or --{written} VALUE.");
        return new(written, args[++i]);
    }

    private static string Suggestion(string argument, SettingsCatalog catalog) =>
        catalog.Nearest(argument.TrimStart('-', '/').Split('=')[0]) is { } nearest ? $", such as --{nearest}=…" : "";

    [GeneratedRegex(@"\A--[A-Za-z][A-Za-z0-9_]*(:[A-Za-z0-9_.-]+)+(=.*)?\z", RegexOptions.Singleline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\A--[A-Za-z][A-Za-z0-9_.-]*(:[A-Za-z0-9_.-]+)*(=.*)?\z", RegexOptions.Singleline)]
    private static partial Regex Option();
}
