using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansFlights.Compose.Tests;

/// <summary>What compose.yaml names exists.</summary>
public sealed partial class ReferenceTests
{
    private static readonly ComposeFile File = ComposeFile.Load(EnvFile.FilledIn());
    private static readonly string[] Profiles = ["core", "full", "ui", "job"];

    /// <summary>Ports as people know them.</summary>
    private static readonly Dictionary<string, string> KnownPorts = new()
    {
        ["spark-master"] = "8080",
        ["kafka-ui"] = "8082",
        ["kibana"] = "5601",
        ["minio"] = "9001",
        ["grafana"] = "3000",
        ["api"] = "8088",
        ["prometheus"] = "9090",
        ["alertmanager"] = "9093",
        ["silo"] = "8090-8099",
    };

    [Fact]
    public void Dependencies_ExistAndCanMeetTheirCondition() =>
        Assert.All(File.Services.Values, service => Assert.All(service.DependsOn, dependency =>
    {
        var target = Assert.Contains(dependency.Key, File.Services);
        Assert.All(service.Profiles, profile => Assert.Contains(profile, target.Profiles));
        switch (dependency.Value)
        {
            case "service_healthy":
                Assert.True(target.Json["healthcheck"] is not null
                    || (target.IsBuilt && new Dockerfile(target.Dockerfile).HasHealthCheck), $"{target.Name} has no health check");
                break;
            case "service_completed_successfully":
                Assert.True(target.Json["restart"] is null or JsonValue
                    && (target.Json["restart"]?.ToString() ?? "no") == "no", $"{target.Name} never ends");
                break;
            default:
                Assert.Fail($"{service.Name} waits for {dependency}");
                break;
        }
    }));

    /// <summary><c>up --wait</c> takes the end of a container for a failure, unless another waits for just that.</summary>
    [Fact]
    public void ServicesThatEnd_AreWaitedForByOneOfEachProfile() => Assert.All(
        File.Services.Values.Where(s => s.Ends && !s.Profiles.SequenceEqual(["job"])),
        service => Assert.All(service.Profiles, profile => Assert.Contains(
            File.Services.Values,
            s => s.Profiles.Contains(profile) && s.DependsOn.GetValueOrDefault(service.Name) == "service_completed_successfully")));

    [Fact]
    public void Kibana_RunsWithElasticsearchAlone() =>
        Assert.Equal(File.Services["elasticsearch"].Profiles, File.Services["kibana"].Profiles);

    [Fact]
    public void Redis_RefusesWritesBeforeItIsKilled()
    {
        var redis = File.Services["redis"];
        var settings = string.Join(' ', redis.Command);
        var most = int.Parse(MaxMemory().Match(settings).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(most, 64, redis.MemoryMebibytes * 2 / 3);
        Assert.Contains("maxmemory-policy noeviction", settings, StringComparison.Ordinal);
    }

    /// <summary>The README's table of profiles says what the limits add up to.</summary>
    [Fact]
    public void Memory_IsWhatTheReadmeSays()
    {
        var readme = System.IO.File.ReadAllText(Path.Combine(Repository.Compose, "README.md"));
        foreach (var profiles in new string[][] { ["core"], ["core", "full"], ["core", "full", "ui"] })
        {
            var running = File.Services.Values.Where(s => !s.Ends && s.Profiles.Intersect(profiles).Any())
                .Sum(s => s.Replicas * s.MemoryMebibytes);
            var line = string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"| `{string.Join(',', profiles)}` | {running / 1024.0:0.##} GB |");
            Assert.True(readme.Contains(line, StringComparison.Ordinal), $"compose/README.md does not say: {line}");
        }
    }

    [Fact]
    public void Dependencies_FormNoCircle()
    {
        var done = new HashSet<string>();
        while (done.Count < File.Services.Count)
        {
            var next = File.Services.Values.Where(s => !done.Contains(s.Name) && s.DependsOn.Keys.All(done.Contains)).ToList();
            Assert.NotEmpty(next);
            done.UnionWith(next.Select(s => s.Name));
        }
    }

    [Fact]
    public void Volumes_AreDeclaredOrFilesThatExist()
    {
        var declared = ((JsonObject)File.Root["volumes"]!).Select(v => v.Key).ToHashSet();
        var sources = File.Services.Values.SelectMany(s => s.Volumes).Select(v => v.Split(':')[0]).ToList();
        Assert.All(sources, source => Assert.True(
            source.StartsWith("./", StringComparison.Ordinal)
                ? Path.Exists(Path.Combine(Repository.Compose, source)) : declared.Contains(source), $"{source} is nowhere"));
        Assert.All(declared, volume => Assert.Contains(volume, sources));
    }

    [Fact]
    public void PublishedPorts_AreOnThisMachineAloneAndDoNotMeet()
    {
        var ports = File.Services.Values.SelectMany(s => s.Ports.Select(p => (s.Name, p.Address, p.Host))).ToList();
        Assert.All(ports, port => Assert.Equal("127.0.0.1", port.Address));
        var all = ports.SelectMany(p => Expand(p.Host)).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(KnownPorts, known => Assert.Contains(ports, p => p.Name == known.Key && p.Host == known.Value));
    }

    [Fact]
    public void Networks_Profiles_AndLimits_AreSet() => Assert.All(File.Services.Values, service =>
    {
        Assert.NotEmpty(service.Profiles);
        Assert.All(service.Profiles, profile => Assert.Contains(profile, Profiles));
        Assert.NotNull(service.Json["mem_limit"]);
        Assert.True(service.Json["network_mode"] is not null
            || service.Json["networks"]!.AsArray().All(n => File.Root["networks"]!.AsObject().ContainsKey(n!.ToString())));
    });

    [Fact]
    public void Hosts_InSettings_AreServices() => Assert.All(
        File.Services.Values.SelectMany(s => s.Environment.Values.Concat(s.Command)
            .SelectMany(text => HostAndPort().Matches(text).Select(m => (s.Name, Host: m.Groups[1].Value)))),
        reference => Assert.True(
            File.Services.ContainsKey(reference.Host) || reference.Host is "localhost", $"{reference.Name} asks for {reference.Host}"));

    [Fact]
    public void Variables_AreInTheExample()
    {
        var used = EnvFile.NamesIn(System.IO.File.ReadAllText(Path.Combine(Repository.Compose, "compose.yaml"))).ToHashSet();
        Assert.Subset(EnvFile.Example.Variables.Keys.ToHashSet(), used);
        Assert.All(EnvFile.Example.Variables.Keys.Except(["COMPOSE_PROFILES"]), name => Assert.Contains(name, used));
    }

    [Fact]
    public void Secrets_AreInDotEnvAlone()
    {
        Assert.All(EnvFile.Example.Variables.Where(v => EnvFile.IsSecret(v.Key)), secret => Assert.Equal("", secret.Value));
        var raw = (JsonObject)ComposeFile.Raw["services"]!;
        Assert.All(
            raw.SelectMany(s => s.Value!["environment"]?.AsObject() ?? []).Where(v => EnvFile.IsSecret(v.Key)),
            secret => Assert.Matches(@"^\$\{[A-Z_]+:\?", secret.Value!.ToString()));
        Assert.Throws<InvalidDataException>(() => ComposeFile.Load(EnvFile.Example));
    }

    [GeneratedRegex(@"maxmemory (\d+)mb")]
    private static partial Regex MaxMemory();

    [GeneratedRegex(@"(?<![\w.$/*-])([a-z][a-z-]+):\d{4,5}\b")]
    private static partial Regex HostAndPort();

    private static IEnumerable<int> Expand(string ports)
    {
        var ends = ports.Split('-').Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }
}
