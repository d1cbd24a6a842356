using System.Xml.Linq;

namespace OrleansFlights.Compose.Tests;

/// <summary>Images are pinned, small, and run as nobody in particular; Dockerfiles copy what there is and all that a build needs.</summary>
public sealed class ImageTests
{
    private static readonly ComposeFile File = ComposeFile.Load(EnvFile.FilledIn());

    /// <summary>Images whose own user is not root.</summary>
    private static readonly string[] Unprivileged =
    [
        "apache/kafka", "docker.elastic.co/elasticsearch/elasticsearch", "docker.elastic.co/kibana/kibana", "prom/prometheus",
            "danielqsj/kafka-exporter", "grafana/grafana",
        "ghcr.io/kafbat/kafka-ui", "jaegertracing/jaeger",
    ];

    public static TheoryData<string> Dockerfiles =>
        [.. File.Services.Values.Where(s => s.IsBuilt).Select(s => Path.GetRelativePath(Repository.Top, s.Dockerfile)).Distinct()];

    [Fact]
    public void Images_ArePinned()
    {
        var bases = Dockerfiles.SelectMany(d => new Dockerfile(Path.Combine(Repository.Top, d.Data)).BaseImages);
        Assert.All(File.Services.Values.Where(s => !s.IsBuilt).Select(s => s.Image).Concat(bases), image =>
        {
            var tag = image[(image.LastIndexOf('/') + 1)..].Split(':').ElementAtOrDefault(1);
            Assert.True(tag is not null and not "latest" && tag.Any(char.IsAsciiDigit), $"{image} may be anything");
        });
    }

    /// <summary>
    /// Which images are pulled, and when each was last looked at, is written down; how long ago that was is not this test's to judge.
    /// </summary>
    [Fact]
    public void Images_AreListedWithTheDayOnWhichTheyWereChecked()
    {
        var list = YamlJson.Read(Path.Combine(Repository.Compose, "images.yaml"))!.AsArray();
        var used = ComposeFile.Overlays.Select(o => ComposeFile.Load(EnvFile.FilledIn(), o)).Append(File).SelectMany(f => f.Services.Values)
            .Where(s => !s.IsBuilt).Select(s => s.Image)
            .Concat(Dockerfiles.SelectMany(d => new Dockerfile(Path.Combine(Repository.Top, d.Data)).BaseImages));
        Assert.Equal(
            used.Distinct().Order(StringComparer.Ordinal), list.Select(i => i!["image"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.All(list, image =>
        {
            Assert.True(DateOnly.TryParseExact(image!["checked"]!.ToString(), "yyyy-MM-dd", out _), $"{image}");
            Assert.NotEqual("", image["found"]!.ToString());
        });
    }

    /// <summary>The scheduled look at registries names an image that one does not give, and is silent about the others.</summary>
    [Theory]
    [InlineData("true", "")]
    [InlineData("grep -vq kibana <<<", "* `docker.elastic.co/kibana/kibana:9.5.3` cannot be had")]
    public async Task ScheduledLook_TellsOfWhatIsGone(string check, string expected)
    {
        var asks = Path.GetTempFileName();
        await System.IO.File.WriteAllTextAsync(asks, $"{check} \"$1\"", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["CHECK"] = $"bash {asks}", ["PAUSE"] = "0" };
        await using var look = new ChildProcess("bash", [Path.Combine(Repository.Top, ".github", "images")], environment);
        Assert.Equal(0, await look.ExitAsync(TimeSpan.FromMinutes(1)));
        System.IO.File.Delete(asks);
        Assert.Equal(expected, look.Output.Trim());
    }

    [Fact]
    public void Containers_AreNotRoot_SaveTheOneThatGivesAVolumeAway() =>
        Assert.All(File.Services.Values.Where(s => s.Name != "minio-owner"), service =>
    {
        var user = service.Json["user"]?.ToString() ?? (service.IsBuilt ? new Dockerfile(service.Dockerfile).User : null);
        Assert.True(user is not null and not "root" and not "0"
            || Unprivileged.Contains(service.Image.Split(':')[0]), $"{service.Name} runs as root");
    });

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void CopiedPaths_Exist(string path) =>
        Assert.All(new Dockerfile(Path.Combine(Repository.Top, path)).CopiedPaths, copied => Assert.NotEmpty(Repository.Matches(copied)));

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Projects_AreCopiedWithAllTheyReferTo(string path)
    {
        var dockerfile = new Dockerfile(Path.Combine(Repository.Top, path));
        Assert.Contains("Stack=full", dockerfile.Variables);
        var copied = dockerfile.CopiedPaths.ToHashSet();
        var restored = copied.Where(c => c.EndsWith(".csproj", StringComparison.Ordinal)).SelectMany(Repository.Matches).ToHashSet();
        foreach (var project in Closure(Path.Combine(Repository.Top, dockerfile.Project)))
        {
            Assert.Contains(project, restored);
            Assert.Contains(Path.GetRelativePath(Repository.Top, project).Split('/')[0], copied);
        }
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Entry_IsTheAssemblyOfTheProject(string path)
    {
        var dockerfile = new Dockerfile(Path.Combine(Repository.Top, path));
        if (dockerfile.Entry is { } entry)
            Assert.Equal($"[\"dotnet\", \"{Path.GetFileName(dockerfile.Project)}.dll\"]", entry);
    }

    private static HashSet<string> Closure(string projectFolder)
    {
        var found = new HashSet<string>();
        var open = new Queue<string>([Path.GetFullPath(Path.Combine(projectFolder, Path.GetFileName(projectFolder) + ".csproj"))]);
        while (open.TryDequeue(out var project))
        {
            if (!found.Add(project))
                continue;
            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference"))
                open.Enqueue(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value)));
        }

        return found;
    }
}
