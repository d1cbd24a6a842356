namespace OrleansFlights.Compose.Tests;

/// <summary>
/// Compose itself takes every profile, with and without each overlay. Skipped where the plugin is not installed; it needs no engine.
/// </summary>
public sealed class ConfigTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<string, string?> Profiles
    {
        get
        {
            var data = new TheoryData<string, string?>();
            foreach (var profiles in (string[])["core", "full", "ui", "job", "core,full", "core,ui", "core,full,ui", "core,job"])
            {
                data.Add(profiles, null);
                foreach (var overlay in ComposeFile.Overlays)
                    data.Add(profiles, overlay);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Compose_TakesEveryProfile(string profiles, string? overlay)
    {
        await SkipUnlessInstalledAsync();
        var env = Path.GetTempFileName();
        var variables = EnvFile.FilledIn(("COMPOSE_PROFILES", profiles)).Variables;
        await File.WriteAllLinesAsync(env, variables.Select(v => $"{v.Key}={v.Value}"), TestContext.Current.CancellationToken);
        string[] files = ["--file", Path.Combine(Repository.Compose, "compose.yaml"), .. overlay is null
            ? (string[])[] : ["--file", Path.Combine(Repository.Compose, overlay)]];
        await using var config = new ChildProcess("docker", ["compose", "--env-file", env, .. files, "config", "--quiet"]);
        Assert.True(await config.ExitAsync(Patience) == 0, config.Output);
        File.Delete(env);
    }

    private static async Task SkipUnlessInstalledAsync()
    {
        var installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(p => File.Exists(Path.Combine(p, "docker")));
        if (installed)
        {
            await using var version = new ChildProcess("docker", ["compose", "version"]);
            installed = await version.ExitAsync(Patience) == 0;
        }

        Assert.SkipUnless(installed, "docker's Compose plugin is not installed.");
    }
}
