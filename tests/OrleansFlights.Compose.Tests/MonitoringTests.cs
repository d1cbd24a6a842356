using System.Text.Json.Nodes;

namespace OrleansFlights.Compose.Tests;

/// <summary>Prometheus' and Grafana's files name what exists.</summary>
public sealed class MonitoringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly ComposeFile File = ComposeFile.Load(EnvFile.FilledIn());

    [Fact]
    public void Alerts_CompareOneMeasureWithANumber() => Assert.All(Monitoring.Alerts, alert =>
    {
        var words = alert.Value.Split(' ');
        Assert.Equal(3, words.Length);
        Assert.Contains(words[0], Monitoring.Measures);
    });

    [Fact]
    public void Alerts_AreExplainedInTheRunbook()
    {
        var runbook = System.IO.File.ReadAllText(Path.Combine(Repository.Compose, "README.md"));
        Assert.All(Monitoring.Alerts.Keys, alert => Assert.Contains($"`{alert}`", runbook, StringComparison.Ordinal));
    }

    [Fact]
    public void Targets_AreServicesWithTheirPorts()
    {
        var jobs = YamlJson.Read(Path.Combine(Repository.Compose, "prometheus", "prometheus.yml"))!["scrape_configs"]!.AsArray();
        Assert.All(jobs, job =>
        {
            var name = job!["job_name"]!.ToString();
            var service = Assert.Contains(name, File.Services);
            var variables = service.Environment;
            var port = job["dns_sd_configs"]?[0]?["port"]?.ToString() ?? job["static_configs"]![0]!["targets"]![0]!.ToString().Split(':')[1];
            Assert.Equal(variables.TryGetValue("Urls", out var urls) ? new Uri(urls.Replace("+", "host", StringComparison.Ordinal)).Port.ToString(System.Globalization.CultureInfo.InvariantCulture) : variables["Telemetry__MetricsPort"], port);
            Assert.Equal(name, job["dns_sd_configs"]?[0]?["names"]?[0]?.ToString() ?? job["static_configs"]![0]!["targets"]![0]!.ToString().Split(':')[0]);
        });
    }

    [Fact]
    public void Dashboards_AskTheProvisionedDatasource()
    {
        var uid = YamlJson.Read(Path.Combine(Repository.Compose, "grafana", "provisioning", "datasources", "prometheus.yaml"))!["datasources"]![0]!["uid"]!.ToString();
        Assert.NotEmpty(Monitoring.Dashboards);
        Assert.All(Monitoring.Dashboards, path =>
        {
            var panels = JsonNode.Parse(System.IO.File.ReadAllText(path))!["panels"]!.AsArray().Where(p => p!["targets"] is not null).ToList();
            Assert.NotEmpty(panels);
            Assert.All(panels, panel => Assert.Equal(uid, panel!["datasource"]!["uid"]!.ToString()));
        });
    }

    [Fact]
    public async Task Rules_AreValidAndFireWhenTheyShould()
    {
        PrometheusServer.SkipUnlessInstalled();
        await RunAsync("promtool", "check", "rules", Monitoring.RulesFile);
        await RunAsync("promtool", "test", "rules", Path.Combine(Repository.Compose, "prometheus", "rules.test.yml"));
    }

    [Fact]
    public void EveryAlert_HasACase()
    {
        var cases = YamlJson.Read(Path.Combine(Repository.Compose, "prometheus", "rules.test.yml"))!["tests"]!.AsArray()
            .SelectMany(t => t!["alert_rule_test"]?.AsArray() ?? []).Where(a => a!["exp_alerts"] is JsonArray { Count: > 0 }).Select(a => a!["alertname"]!.ToString());
        Assert.Equal(Monitoring.Alerts.Keys.Order(), cases.Distinct().Order());
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        await using var process = new ChildProcess(program, arguments, new Dictionary<string, string>());
        Assert.True(await process.ExitAsync(Patience) == 0, process.Output);
    }
}
