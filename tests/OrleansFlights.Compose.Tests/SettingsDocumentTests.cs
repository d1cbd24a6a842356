using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Compose.Tests;

public sealed class SettingsDocumentTests
{
    private static readonly string Document = Path.Combine(Repository.Top, "docs", "settings.md");

    [Fact]
    public void Document_IsWhatTheOptionsSay()
    {
        var written = SettingsDocument.Write();
        if (Environment.GetEnvironmentVariable("WRITE_SETTINGS") == "1")
            File.WriteAllText(Document, written);
        Assert.True(File.ReadAllText(Document) == written,
            "docs/settings.md is not what the options say; run the tests with WRITE_SETTINGS=1 to write it again");
    }

    [Fact]
    public void EveryOptionsClass_IsReadByAProgram()
    {
        var forgotten = SettingsDocument.Existing.Except(SettingsDocument.Listed).Select(t => t.FullName).ToList();
        Assert.True(forgotten.Count == 0, $"no program's SettingsCatalog lists {string.Join(", ", forgotten)}");
    }

    [Fact]
    public void EverySetting_IsExplained()
    {
        var summaries = new XmlSummaries();
        Assert.All(
            new SettingsCatalog([.. SettingsDocument.Listed]).Describe(), s => Assert.NotEqual("", summaries.Of(s.Owner, s.Property)));
    }
}
