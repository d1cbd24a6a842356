using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// Packages that hold their dependency list and nothing else, by name (lower case) and version: those of stubs.json, and all that they ask
/// for.
/// </summary>
internal static class StubPackages
{
    /// <summary>Stands in stubs.json for the version that this repository pins.</summary>
    private const string Pinned = "*";
    private const string Framework = "netstandard2.0";
    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XDocument Pins = XDocument.Load(Path.Combine(Repository.Top, "Directory.Packages.props"));

    /// <summary>The .nupkg of each.</summary>
    public static IReadOnlyDictionary<(string Id, string Version), byte[]> All { get; } = Read();

    /// <summary>The version that Directory.Packages.props pins.</summary>
    public static string Version(string id) =>
        Pins.Descendants("PackageVersion").Single(p => p.Attribute("Include")!.Value == id).Attribute("Version")!.Value;

    private static Dictionary<(string, string), byte[]> Read()
    {
        var file = JsonSerializer.Deserialize<StubFile>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Advisories", "stubs.json")), JsonSerializerOptions.Web)!;
        var packages = file.Packages.ToDictionary(
            p => (Id: p.Id, Version: p.Version == Pinned ? Version(p.Id) : p.Version),
            p => p.Dependencies.ToDictionary(d => d.Key, d => d.Value == Pinned ? Version(p.Id) : d.Value));

        // The package that the pin lifts to asks for its parts in its own version, as the one below it does.
        var lifted = packages.Single(p => p.Key.Id == "MessagePack");
        packages[("MessagePack", Version("MessagePack"))] = lifted.Value.Keys.ToDictionary(d => d, _ => Version("MessagePack"));
        foreach (var (id, version) in packages.Values.SelectMany(d => d).ToList())
            packages.TryAdd((id, version), []);
        return packages.ToDictionary(p => (p.Key.Id.ToLowerInvariant(), p.Key.Version), p => Pack(p.Key.Id, p.Key.Version, p.Value));
    }

    private static byte[] Pack(string id, string version, IReadOnlyDictionary<string, string> dependencies)
    {
        var nuspec = new XElement(
            Nuspec + "package",
            new XElement(
                Nuspec + "metadata",
                new XElement(Nuspec + "id", id),
                new XElement(Nuspec + "version", version),
                new XElement(Nuspec + "authors", "nobody"),
                new XElement(Nuspec + "description", "A dependency list."),
                new XElement(
                    Nuspec + "dependencies",
                    new XElement(
                        Nuspec + "group",
                        new XAttribute("targetFramework", Framework),
                        dependencies.Select(
                            d => new XElement(Nuspec + "dependency", new XAttribute("id", d.Key), new XAttribute("version", d.Value)))))));
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry($"{id}.nuspec").Open();
            nuspec.Save(entry);
        }

        return bytes.ToArray();
    }

    private sealed record StubFile(IReadOnlyList<StubPackage> Packages);

    private sealed record StubPackage(string Id, string Version, Dictionary<string, string> Dependencies);
}
