using System.Text;

namespace OrleansFlights.Foundation.Settings;

/// <summary>The help of a process whose command line holds settings only.</summary>
/// <param name="name">The process's name.</param>
/// <param name="purpose">What it does, in a sentence.</param>
/// <param name="catalog">The options that it reads.</param>
public sealed class SettingsHelp(string name, string purpose, SettingsCatalog catalog)
{
    private const int KeyWidth = 44;

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder()
            .AppendLine("Description:").Append("  ").AppendLine(purpose).AppendLine()
            .AppendLine("Usage:").Append("  ").Append(name).AppendLine(" [--Key=value | --Key value]...").AppendLine()
            .AppendLine(
                "Settings are also read from appsettings.json and from the environment (Log__Topic for Log:Topic); the command line wins.")
                .AppendLine()
            .AppendLine("Options:")
            .AppendLine(Line("--Urls", "where to listen, such as http://localhost:8088"))
            .AppendLine(Line("--Logging:LogLevel:CATEGORY", "Trace, Debug, Information, Warning, Error, Critical or None"));
        foreach (var setting in catalog.Describe())
        {
            var rest = setting.RequiredWhen is { } when ? $"; must be given when {when}" : setting.Default.Length > 0
                ? $"; default: {setting.Default}" : "";
            text.AppendLine(Line($"--{setting.Key}", setting.Allowed + rest));
        }

        return text.Append(Line("-h, --help", "shows this")).ToString();
    }

    private static string Line(string key, string says) => $"  {key.PadRight(KeyWidth)}  {says}";
}
