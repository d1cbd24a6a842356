using System.Text.RegularExpressions;

namespace OrleansFlights.Producer.Commands;

/// <summary>Tells settings (<c>--Log:Provider=kafka</c> or <c>--Log:Provider kafka</c>) from the arguments of commands: a setting's name has a colon.</summary>
/// <param name="Settings">The settings, as <c>--key=value</c>.</param>
/// <param name="Rest">All other arguments in their order.</param>
internal sealed partial record SettingArguments(string[] Settings, string[] Rest)
{
    public static SettingArguments Split(string[] args)
    {
        var settings = new List<string>();
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!Setting().IsMatch(args[i]))
                rest.Add(args[i]);
            else if (args[i].Contains('=', StringComparison.Ordinal))
                settings.Add(args[i]);
            else if (i + 1 < args.Length)
                settings.Add($"{args[i]}={args[++i]}");
            else
                rest.Add(args[i]);
        }

        return new SettingArguments([.. settings], [.. rest]);
    }

    [GeneratedRegex(@"\A--[A-Za-z][A-Za-z0-9]*(:[A-Za-z0-9_.-]+)+(=.*)?\z", RegexOptions.Singleline)]
    private static partial Regex Setting();
}
