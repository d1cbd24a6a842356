using System.Reflection;
using System.Text;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Compose.Tests;

/// <summary><c>docs/settings.md</c> as the options classes make it.</summary>
internal static class SettingsDocument
{
    private static readonly (string Program, SettingsCatalog Catalog)[] Programs =
    [
        ("api", Api.ApiSettings.Catalog),
        ("silo", Silo.SiloSettings.Catalog),
        ("batch", Batch.Commands.BatchApp.Catalog),
        ("producer", Producer.Commands.ProducerApp.Catalog),
    ];

    public static IEnumerable<Type> Listed => Programs.SelectMany(p => p.Catalog.Options).Distinct();

    /// <summary>All options classes of the product: those that name their section and can be made.</summary>
    public static IEnumerable<Type> Existing => Directory.GetFiles(AppContext.BaseDirectory, "OrleansFlights.*.dll")
        .Where(file => !file.Contains("Tests", StringComparison.Ordinal) && !file.Contains("Testing", StringComparison.Ordinal))
        .SelectMany(file => Assembly.LoadFrom(file).GetTypes())
        .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)
            && type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true });

    public static string Write()
    {
        var summaries = new XmlSummaries();
        var text = new StringBuilder(
            """
            # Settings

            Every setting of every process, generated from the options classes (run the tests with `WRITE_SETTINGS=1` to write this file again).

            A setting is read from `appsettings.json`, from the environment (`Log__Topic` for `Log:Topic`) and from the command line (`--Log:Topic=t1` or
            `--Log:Topic t1`); what comes later wins. A value that is not allowed, a key within these sections that is none, and an unknown key on the command
            line stop the process at start with one sentence. Durations are written `00:00:30`, `250ms`, `30s`, `5m`, `1h` or `7d`.

            """);
        foreach (var section in Listed.GroupBy(SettingsReader.SectionOf))
        {
            var readers = Programs.Where(p => p.Catalog.Options.Any(section.Contains)).Select(p => p.Program);
            text.Append("\n## ").Append(section.Key).Append("\n\nRead by ").AppendJoin(", ", readers)
                .Append(".\n\n| Key | Default | Allowed | |\n|---|---|---|---|\n");
            foreach (var setting in new SettingsCatalog([.. section]).Describe())
            {
                var required = setting.RequiredWhen is { } when ? $" Must be given when {when}." : "";
                text.Append("| `").Append(setting.Key).Append("` | ").Append(Code(Default(setting))).Append(" | ")
                    .Append(Cell(setting.Allowed)).Append(" | ")
                    .Append(Cell(summaries.Of(setting.Owner, setting.Property) + required)).Append(" |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One default depends on the machine.</summary>
    private static string Default(SettingDescription setting) => setting.Key == "Batch:Threads" ? "one per processor" : setting.Default;

    private static string Code(string value) => value.Length == 0 ? "" : $"`{value}`";

    private static string Cell(string value) => value.Replace("|", "\\|", StringComparison.Ordinal);
}
