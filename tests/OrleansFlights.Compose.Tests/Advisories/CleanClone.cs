using System.Xml.Linq;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// A folder with what a Dockerfile copies before it restores, and a NuGet configuration that knows a feed with advisories beside the user's
/// own.
/// </summary>
internal sealed class CleanClone : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-restore-");
    private readonly string _project;

    public CleanClone(Dockerfile dockerfile, string feed)
    {
        _project = dockerfile.Restored;
        foreach (var file in dockerfile.CopiedToRestore.SelectMany(Repository.Matches))
        {
            var copy = Path.Combine(_directory.FullName, Path.GetRelativePath(Repository.Top, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Configuration(feed).Save(Path.Combine(_directory.FullName, "nuget.config"));
    }

    /// <summary>Takes a pin away.</summary>
    public void Unpin(string package)
    {
        var path = Path.Combine(_directory.FullName, "Directory.Packages.props");
        var pins = XDocument.Load(path);
        pins.Descendants("PackageVersion").Single(p => p.Attribute("Include")!.Value == package).Remove();
        pins.Save(path);
    }

    /// <summary>Restores the Dockerfile's project as the Dockerfile does.</summary>
    public async Task<(int Exit, string Output)> RestoreAsync()
    {
        var environment = new Dictionary<string, string>
        {
            ["Stack"] = "full",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",

            // Stubs stay out of the user's packages, and what was heard of advisories stays here.
            ["NUGET_PACKAGES"] = Path.Combine(_directory.FullName, "packages"),
            ["NUGET_HTTP_CACHE_PATH"] = Path.Combine(_directory.FullName, "http"),
        };
        await using var restore = new ChildProcess(
            "dotnet", ["restore", Path.Combine(_directory.FullName, _project), "-v:q", "--disable-build-servers"], environment);
        return (await restore.ExitAsync(Patience), restore.Output);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>Only the given feed is asked for advisories: a new one that becomes known elsewhere must not fail an old commit.</summary>
    private static XDocument Configuration(string feed)
    {
        return new XDocument(new XElement(
            "configuration",
            new XElement("packageSources", Feed()),
            new XElement("auditSources", new XElement("clear"), Feed()),
            new XElement(
                "fallbackPackageFolders", new XElement("add", new XAttribute("key", "user"), new XAttribute("value", UserPackages)))));

        XElement Feed() =>
            new("add", new XAttribute("key", "stubs"), new XAttribute("value", feed), new XAttribute("allowInsecureConnections", "true"));
    }

    private static string UserPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
