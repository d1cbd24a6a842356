using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansFlights.Compose.Tests;

/// <summary>A Prometheus of the test's own with the jobs and rules of compose's, on the addresses that processes have here.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "prometheus";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-prometheus-");
    private readonly int _port = ChildProcess.FreePort();
    private readonly ChildProcess _process;
    private readonly HttpClient _http = new();

    public PrometheusServer(ILookup<string, string> targets)
    {
        var configuration = Path.Combine(_directory.FullName, "prometheus.yml");
        File.WriteAllText(configuration, Configuration(targets));
        _process = new ChildProcess(
            Program,
            [$"--config.file={configuration}", $"--storage.tsdb.path={_directory.FullName}", $"--web.listen-address=127.0.0.1:{_port}"],
            new Dictionary<string, string>());
    }

    public string Output => _process.Output;

    public static void SkipUnlessInstalled() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, Program))),
        $"{Program} is not on the PATH.");

    /// <summary>How many samples a query gives; -1 while the server does not answer or is not ready.</summary>
    public async Task<int> CountAsync(string query)
    {
        Assert.False(_process.HasExited, Output);
        try
        {
            var answer = await _http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{_port}/api/v1/query?query={Uri.EscapeDataString(query)}");
            return answer.GetProperty("data").GetProperty("result").GetArrayLength();
        }
        catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable)
        {
            return -1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    private static string Configuration(ILookup<string, string> targets)
    {
        var root = YamlJson.Read(Path.Combine(Repository.Compose, "prometheus", "prometheus.yml"))!;
        var jobs = root["scrape_configs"]!.AsArray().Select(j => j!["job_name"]!.ToString());
        var text = new StringBuilder()
            .AppendLine("global: { scrape_interval: 1s, evaluation_interval: 1s }")
            .AppendLine("rule_files: [" + JsonValue.Create(Monitoring.RulesFile).ToJsonString() + "]")
            .AppendLine("scrape_configs:");
        foreach (var job in jobs.Where(targets.Contains))
            text.AppendLine($"  - {{ job_name: {job}, static_configs: [{{ targets: [{string.Join(", ", targets[job].Select(t => $"\"{t}\""))}] }}] }}");
        return text.ToString();
    }
}
