using System.Text.Json.Nodes;

namespace OrleansFlights.Compose.Tests;

/// <summary>compose.yaml, its variables replaced.</summary>
internal sealed class ComposeFile
{
    private ComposeFile(JsonObject root)
    {
        Root = root;
        Services = ((JsonObject)root["services"]!).ToDictionary(s => s.Key, s => new ComposeService(s.Key, (JsonObject)s.Value!));
    }

    public JsonObject Root { get; }

    public IReadOnlyDictionary<string, ComposeService> Services { get; }

    /// <summary>The file as it is written.</summary>
    public static JsonObject Raw => (JsonObject)YamlJson.Read(Path.Combine(Repository.Compose, "compose.yaml"))!;

    /// <summary>Files that change it when they are named after it.</summary>
    public static IReadOnlyList<string> Overlays { get; } = ["seaweedfs.yaml"];

    public static ComposeFile Load(EnvFile env) => new((JsonObject)Resolve(Raw, env)!);

    /// <summary>The file with the services of an overlay in the place of its own: overlays replace services whole.</summary>
    public static ComposeFile Load(EnvFile env, string overlay)
    {
        var root = Raw;
        foreach (var (name, service) in (JsonObject)YamlJson.Read(Path.Combine(Repository.Compose, overlay))!["services"]!)
            root["services"]![name] = service!.DeepClone();
        return new ComposeFile((JsonObject)Resolve(root, env)!);
    }

    private static JsonNode? Resolve(JsonNode? node, EnvFile env) => node switch
    {
        JsonObject o => new JsonObject(o.Select(e => KeyValuePair.Create(e.Key, Resolve(e.Value, env)))),
        JsonArray a => new JsonArray([.. a.Select(e => Resolve(e, env))]),
        JsonValue v when v.TryGetValue<string>(out var text) => JsonValue.Create(env.Resolve(text)),
        _ => node?.DeepClone(),
    };
}

/// <summary>One service of compose.yaml.</summary>
internal sealed record ComposeService(string Name, JsonObject Json)
{
    public string Image => Json["image"]!.ToString();

    /// <summary>Whether its image is built here.</summary>
    public bool IsBuilt => Json["build"] is not null;

    /// <summary>The Dockerfile that it is built from.</summary>
    public string Dockerfile => Path.Combine(Context, Json["build"]!["dockerfile"]!.ToString());

    public string Context => Path.GetFullPath(Path.Combine(Repository.Compose, Json["build"]!["context"]!.ToString()));

    public IReadOnlyDictionary<string, string> Environment => Json["environment"] is JsonObject variables
        ? variables.ToDictionary(v => v.Key, v => v.Value?.ToString() ?? "")
        : new Dictionary<string, string>();

    public IReadOnlyList<string> Command => Texts("command");

    public IReadOnlyList<string> Profiles => Texts("profiles");

    /// <summary>Containers that run at once.</summary>
    public int Replicas =>
        Json["deploy"]?["replicas"] is { } replicas ? int.Parse(replicas.ToString(), System.Globalization.CultureInfo.InvariantCulture) : 1;

    /// <summary>What one container may use, in MiB.</summary>
    public int MemoryMebibytes => Json["mem_limit"]!.ToString() is var limit && limit[^1] == 'g' ? 1024 * Number(limit) : Number(limit);

    /// <summary>Whether it does one thing and ends.</summary>
    public bool Ends => (Json["restart"]?.ToString() ?? "no") == "no";

    private static int Number(string limit) => int.Parse(limit[..^1], System.Globalization.CultureInfo.InvariantCulture);

    public IReadOnlyList<string> Volumes => Texts("volumes");

    /// <summary>Published ports: host's and container's, each one number or a range.</summary>
    public IReadOnlyList<(string Address, string Host, string Container)> Ports =>
        [.. Texts("ports").Select(p => p.Split(':')).Select(p => (p[0], p[1], p[2]))];

    public IReadOnlyDictionary<string, string> DependsOn => Json["depends_on"] is JsonObject targets
        ? targets.ToDictionary(t => t.Key, t => t.Value!["condition"]!.ToString())
        : new Dictionary<string, string>();

    private IReadOnlyList<string> Texts(string key) => Json[key] is JsonArray texts ? [.. texts.Select(t => t!.ToString())] : [];
}
