using System.Text.Json.Nodes;

namespace OrleansFlights.Compose.Tests;

/// <summary>Prometheus' and Grafana's files name what exists.</summary>
public sealed class MonitoringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
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
    public void Targets_AreServicesWithTheirPorts() => Assert.All(Jobs.Where(j => j["dns_sd_configs"] is not null), job =>
    {
        var name = job["job_name"]!.ToString();
        var service = Assert.Contains(name, File.Services);
        Assert.Equal(PortOf(service), job["dns_sd_configs"]![0]!["port"]!.ToString());
        Assert.Equal(name, job["dns_sd_configs"]![0]!["names"]![0]!.ToString());
    });

    /// <summary>Every process of ours that runs for long is measured.</summary>
    [Fact]
    public void ServicesOfOurs_AreTargets() => Assert.Superset(
        File.Services.Values.Where(s => s.IsBuilt && !s.Ends && !s.Name.StartsWith("spark", StringComparison.Ordinal)).Select(s => s.Name)
            .ToHashSet(),
        Jobs.Select(j => j["job_name"]!.ToString()).ToHashSet());

    [Fact]
    public void Alertmanager_IsAServiceWithItsPort()
    {
        var manager = YamlJson.Read(Path.Combine(Repository.Compose, "prometheus", "prometheus.yml"))!["alerting"]!["alertmanagers"]![0]![
            "dns_sd_configs"]![0]!;
        var service = Assert.Contains(manager["names"]![0]!.ToString(), File.Services);
        Assert.Equal(Assert.Single(service.Ports).Container, manager["port"]!.ToString());
    }

    [Fact]
    public void Dashboards_AskTheProvisionedDatasource()
    {
        var uid = YamlJson.Read(Path.Combine(Repository.Compose, "grafana", "provisioning", "datasources", "prometheus.yaml"))![
            "datasources"]![0]!["uid"]!.ToString();
        Assert.NotEmpty(Monitoring.Dashboards);
        Assert.All(Monitoring.Dashboards, path =>
        {
            var panels = JsonNode.Parse(System.IO.File.ReadAllText(path))!["panels"]!.AsArray().Where(p => p!["targets"] is not null)
                .ToList();
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
    public void EveryAlert_IsShownToFireAndToEnd()
    {
        var shown = YamlJson.Read(Path.Combine(Repository.Compose, "prometheus", "rules.test.yml"))!["tests"]!.AsArray()
            .SelectMany(t => t!["alert_rule_test"]!.AsArray().GroupBy(a => a!["alertname"]!.ToString()))
            .Where(alert => alert.Select(a => a!["exp_alerts"]!.AsArray().Count > 0).SequenceEqual([true, false]));
        Assert.Equal(Monitoring.Alerts.Keys.Order(), shown.Select(a => a.Key).Distinct().Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://pager.example/flights?a=b&c=d")]
    public async Task Alertmanager_TakesItsConfiguration(string webhook)
    {
        AlertmanagerServer.SkipUnlessInstalled();
        await using var manager = await AlertmanagerServer.StartAsync(webhook);
        var configuration = await manager.ConfigurationAsync();
        Assert.Equal(webhook.Length > 0, configuration.Contains("webhook_configs", StringComparison.Ordinal));
        Assert.Contains("SilosGone", configuration, StringComparison.Ordinal);
    }

    /// <summary>Alerts that others are held back for, and those that are held back, exist.</summary>
    [Fact]
    public void HeldBackAlerts_Exist()
    {
        var configuration = System.IO.File.ReadAllText(Path.Combine(Repository.Compose, "alertmanager", "alertmanager.yml"));
        var named = System.Text.RegularExpressions.Regex.Matches(configuration, "alertname =~? \"([^\"]+)\"")
            .SelectMany(m => m.Groups[1].Value.Split('|')).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, alert => Assert.Contains(alert, Monitoring.Alerts.Keys));
    }

    private static IEnumerable<JsonNode> Jobs =>
        YamlJson.Read(Path.Combine(Repository.Compose, "prometheus", "prometheus.yml"))!["scrape_configs"]!.AsArray().Select(j => j!);

    /// <summary>Exporters listen where their makers say.</summary>
    private static string PortOf(ComposeService service) => service.Name switch
    {
        "redis-exporter" => "9121",
        "kafka-exporter" => "9308",
        _ when service.Environment.TryGetValue("Urls", out var urls) =>
            new Uri(urls.Replace("+", "host", StringComparison.Ordinal)).Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => service.Environment["Telemetry__MetricsPort"],
    };

    private static async Task RunAsync(string program, params string[] arguments)
    {
        await using var process = new ChildProcess(program, arguments, new Dictionary<string, string>());
        Assert.True(await process.ExitAsync(Patience) == 0, process.Output);
    }
}
