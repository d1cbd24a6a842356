using System.CommandLine;
using System.CommandLine.Help;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.CommandLine;

/// <summary>
/// The command line of a tool: commands with options of their own, and settings (<c>--Section:Key value</c> or <c>--Section:Key=value</c>)
/// anywhere among them. What cannot be understood is told below the help, in a sentence and with the nearest name.
/// </summary>
public sealed class ToolCommandLine
{
    /// <summary>What every tool's help says of settings.</summary>
    public const string SettingsHelp =
        "Settings such as --Log:Provider=kafka may stand anywhere; they are also read from appsettings.json and from the environment "
        + "(Log__Provider).";

    private const int Failed = 1;
    private const string TypeName = " as expected type '";
    private readonly SettingsCatalog _catalog;
    private readonly string[] _rest;

    /// <summary>Takes the settings out of the arguments.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="catalog">The options that the tool reads.</param>
    /// <exception cref="SettingException">A setting has no value, or is not known.</exception>
    public ToolCommandLine(string[] args, SettingsCatalog catalog)
    {
        var split = SettingArguments.Split(args);
        catalog.ThrowUnlessKnown(split.Settings);
        _catalog = catalog;
        _rest = split.Rest;
        Settings = [.. split.Settings.Select(s => $"--{s.Key}={s.Value}")];
    }

    /// <summary>The settings, each as <c>--key=value</c>.</summary>
    public string[] Settings { get; }

    /// <summary>Runs the command that the arguments name, and lets its exceptions through.</summary>
    public Task<int> RunAsync(RootCommand root, InvocationConfiguration invocation, CancellationToken cancellationToken = default)
    {
        var parsed = root.Parse(_rest);
        if (parsed.Errors.Count == 0)
            return parsed.InvokeAsync(invocation, cancellationToken);
        Explain(root, parsed, invocation.Error);
        return Task.FromResult(Failed);
    }

    private void Explain(RootCommand root, ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var path = new List<string>();
        for (var at = parsed.CommandResult; at?.Command is { } named
            && named != root; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            path.Insert(0, named.Name);
        root.Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = error, Error = error });
        foreach (var message in Messages(command, parsed).Distinct(StringComparer.Ordinal))
            error.WriteLine($"error: {message}");
    }

    /// <summary>What is wrong. Of words that nothing takes only the first is told: those behind it are mostly its values.</summary>
    private IEnumerable<string> Messages(Command command, ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            yield return Unmatched(command, parsed.UnmatchedTokens[0]);
            yield break;
        }

        foreach (var problem in parsed.Errors)
            yield return Plain(problem.Message);
    }

    /// <summary>A parser's message in one line and without the names of types.</summary>
    private static string Plain(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var type = lines[0].IndexOf(TypeName, StringComparison.Ordinal);
        var said = type < 0 ? lines[0] : lines[0][..type];
        return lines.Length == 1 ? said : $"{said}; allowed: {string.Join(", ", lines[1..].Select(l => l.ToLowerInvariant()))}.";
    }

    private string Unmatched(Command command, string token)
    {
        var word = token.Split('=')[0];
        var names = command.Subcommands.Select(c => c.Name)
            .Concat(command.Options.Where(o => o is not (HelpOption or VersionOption)).Select(o => o.Name)).ToList();
        if (NearestName.Find(word, names) is { } nearest)
            return $"'{word}' is no command or option here; did you mean {nearest}?";
        if (_catalog.Nearest(word.TrimStart('-')) is { } setting)
            return $"'{word}' is no command or option here; did you mean --{setting}=VALUE?";
        return $"'{word}' is no command or option here{(names.Count > 0 ? $"; there are {string.Join(", ", names)}" : "")}.";
    }
}
