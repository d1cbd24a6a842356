using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// A Prometheus of the test's own with the jobs and rules of compose's, on the addresses that processes have here. Like names of a network,
/// those may vanish.
/// </summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "prometheus";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-prometheus-");
    private readonly int _port = ChildProcess.FreePort();
    private readonly ChildProcess _process;
    private readonly HttpClient _http = new();

    /// <summary>Starts it.</summary>
    /// <param name="targets">Addresses by job.</param>
    /// <param name="alertmanager">Where alerts go.</param>
    public PrometheusServer(ILookup<string, string> targets, string alertmanager)
    {
        var configuration = Path.Combine(_directory.FullName, "prometheus.yml");
        Show(targets);
        File.WriteAllText(configuration, Configuration(alertmanager));
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
            var answer = await _http.GetFromJsonAsync<JsonElement>(
                $"http://127.0.0.1:{_port}/api/v1/query?query={Uri.EscapeDataString(query)}");
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

    /// <summary>Which addresses names lead to from now on.</summary>
    public void Show(ILookup<string, string> targets)
    {
        foreach (var job in Jobs)
        {
            var all = job == Program ? [$"127.0.0.1:{_port}"] : targets[job];
            var path = TargetsOf(job);
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(new[] { new { targets = all } }));
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    private static IEnumerable<string> Jobs =>
        YamlJson.Read(Path.Combine(Repository.Compose, "prometheus", "prometheus.yml"))!["scrape_configs"]!.AsArray()
            .Select(j => j!["job_name"]!.ToString());

    private string TargetsOf(string job) => Path.Combine(_directory.FullName, $"{job}.json");

    private string Configuration(string alertmanager)
    {
        var text = new StringBuilder()
            .AppendLine("global: { scrape_interval: 1s, evaluation_interval: 1s }")
            .AppendLine("rule_files: [" + JsonValue.Create(Monitoring.RulesFile).ToJsonString() + "]")
            .AppendLine($"alerting: {{ alertmanagers: [{{ static_configs: [{{ targets: [\"{alertmanager}\"] }}] }}] }}")
            .AppendLine("scrape_configs:");
        foreach (var job in Jobs)
            text.AppendLine(
                $"  - {{ job_name: {job}, file_sd_configs: [{{ files: [{JsonValue.Create(TargetsOf(job)).ToJsonString()}], "
                + $"refresh_interval: 1s }}] }}");
        return text.ToString();
    }
}
