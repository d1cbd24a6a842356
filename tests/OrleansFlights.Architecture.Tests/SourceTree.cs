using System.Xml.Linq;
using OrleansFlights.Testing;

namespace OrleansFlights.Architecture.Tests;

/// <summary>A project as its file says.</summary>
/// <param name="Name">The file's name without its extension and without the product's.</param>
/// <param name="Folder">Its folder, full path.</param>
/// <param name="References">The projects it references.</param>
/// <param name="Packages">The packages it references.</param>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> References, IReadOnlyList<string> Packages);

/// <summary>The repository's sources.</summary>
internal static class SourceTree
{
    public const string Product = "OrleansFlights.";

    private static readonly string[] Tops = ["silo", "api", "batch", "producer"];
    private static readonly string[] Generated = ["bin", "obj", "node_modules"];

    public static string Root { get; } = RepositoryFolder.Find();

    /// <summary>The projects of the product; tests may reference what they like.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
    [
        .. Tops.SelectMany(top => Directory.EnumerateFiles(Path.Combine(Root, top), "*.csproj", SearchOption.AllDirectories))
            .Order()
            .Select(Read),
    ];

    /// <summary>All C# files that people wrote.</summary>
    public static IEnumerable<string> Sources => Tops.Append("tests")
        .SelectMany(top => Directory.EnumerateFiles(Path.Combine(Root, top), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(Generated.Contains));

    /// <summary>The projects that one references, and those that these reference, and so on.</summary>
    public static HashSet<string> Reachable(string name)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            foreach (var reference in Projects.Where(p => p.Name == next).SelectMany(p => p.References).Where(found.Add))
                open.Push(reference);
        }

        return found;
    }

    private static Project Read(string file)
    {
        var xml = XDocument.Load(file);
        return new Project(
            Short(file),
            Path.GetDirectoryName(file)!,
            [.. Includes(xml, "ProjectReference").Select(Short)],
            [.. Includes(xml, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument xml, string element) =>
        xml.Descendants(element).Select(e => e.Attribute("Include")!.Value);

    /// <summary>The name without the product's; a package that is of use without the product has none in its name.</summary>
    private static string Short(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file.Replace('\\', '/'));
        return name.StartsWith(Product, StringComparison.Ordinal) ? name[Product.Length..] : name;
    }
}
