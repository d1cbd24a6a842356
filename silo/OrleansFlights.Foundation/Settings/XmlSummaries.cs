using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansFlights.Foundation.Settings;

/// <summary>The summaries that classes and properties carry in the source, as the compiler writes them beside an assembly.</summary>
public sealed partial class XmlSummaries
{
    private readonly Dictionary<string, XElement> _summaries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>A property's summary as plain text; empty when there is none.</summary>
    public string Of(Type type, string property) => Text(type, $"P:{type.FullName!.Replace('+', '.')}.{property}");

    /// <summary>A class's summary as plain text; empty when there is none.</summary>
    public string Of(Type type) => Text(type, $"T:{type.FullName!.Replace('+', '.')}");

    private string Text(Type type, string member)
    {
        Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        return _summaries.TryGetValue(member, out var summary)
            ? Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim() : "";
    }

    private void Load(string path)
    {
        if (!_read.Add(path) || !File.Exists(path))
            return;
        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            if (member.Attribute("name") is { } name && member.Element("summary") is { } summary)
                _summaries[name.Value] = summary;
        }
    }

    /// <summary>A reference is shown as the last part of what it names.</summary>
    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see =>
            (see.Attribute("cref")?.Value ?? see.Attribute("langword")?.Value ?? "").Split('.', ':')[^1],
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
