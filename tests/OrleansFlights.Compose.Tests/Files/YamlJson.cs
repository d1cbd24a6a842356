using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OrleansFlights.Compose.Tests;

/// <summary>Reads YAML as JSON, the way Compose does: merge keys taken in, plain scalars typed.</summary>
internal static class YamlJson
{
    private const string Merge = "<<";

    public static JsonNode? Read(string path)
    {
        using var text = File.OpenText(path);
        var stream = new YamlStream();
        stream.Load(text);
        return Convert(stream.Documents.Single().RootNode);
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(Entries(mapping).Select(e => KeyValuePair.Create(e.Key, Convert(e.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(Convert)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new InvalidDataException($"{node.GetType()} at {node.Start}"),
    };

    /// <summary>A mapping's own entries, and those of the mappings merged into it where it has none of the name.</summary>
    private static Dictionary<string, YamlNode> Entries(YamlMappingNode mapping)
    {
        var entries = new Dictionary<string, YamlNode>();
        foreach (var (key, value) in mapping)
        {
            if (((YamlScalarNode)key).Value != Merge)
                entries.Add(((YamlScalarNode)key).Value!, value);
        }

        if (mapping.Children.TryGetValue(new YamlScalarNode(Merge), out var merged))
        {
            foreach (var source in merged is YamlSequenceNode several ? several.Cast<YamlMappingNode>() : [(YamlMappingNode)merged])
            {
                foreach (var (key, value) in Entries(source))
                    entries.TryAdd(key, value);
            }
        }

        return entries;
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value!;
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(text);
        return text switch
        {
            "" or "null" or "~" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }
}
