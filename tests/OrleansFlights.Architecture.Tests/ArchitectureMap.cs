using System.Text;

namespace OrleansFlights.Architecture.Tests;

/// <summary>The graphs of projects and folders as Markdown with Mermaid diagrams.</summary>
internal static class ArchitectureMap
{
    public static string Write()
    {
        var text = new StringBuilder(
            "## Projects\n\nAn arrow points from a project to one that it references; those that follow from others are left out.\n\n");
        Diagram(text, [.. SourceTree.Projects.SelectMany(p => Direct(p).Select(r => new Edge(p.Name, r)))]);
        text.Append("\n## Folders\n\nAn arrow points from a folder to one whose types it uses.\n");
        foreach (var project in SourceTree.Projects)
        {
            var edges = Assemblies.Folders(project);
            if (edges.Count == 0)
                continue;
            text.Append("\n### ").Append(project.Name).Append("\n\n");
            var root = edges.SelectMany(e => new[] { e.From, e.To }).MinBy(n => n.Length)!;
            Diagram(text, [.. edges.Select(e => new Edge(Folder(e.From, root), Folder(e.To, root)))]);
        }

        return text.ToString();
    }

    /// <summary>The references of a project that none of its other references already brings.</summary>
    private static IEnumerable<string> Direct(Project project) =>
        project.References.Where(r => !project.References.Any(other => other != r && SourceTree.Reachable(other).Contains(r)));

    private static string Folder(string name, string root) =>
        name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..] : "(root)";

    private static void Diagram(StringBuilder text, IReadOnlyCollection<Edge> edges)
    {
        text.Append("```mermaid\nflowchart TD\n");
        foreach (var edge in edges.OrderBy(e => e.ToString(), StringComparer.Ordinal))
            text.Append("    ").Append(Node(edge.From)).Append(" --> ").Append(Node(edge.To)).Append('\n');
        text.Append("```\n");
    }

    private static string Node(string name) => $"{name.Replace(".", "", StringComparison.Ordinal).Trim('(', ')')}[\"{name}\"]";
}
