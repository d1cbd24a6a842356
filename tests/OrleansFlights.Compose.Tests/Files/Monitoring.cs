using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansFlights.Compose.Tests;

/// <summary>The queries of the dashboards and the rules of Prometheus.</summary>
internal static partial class Monitoring
{
    /// <summary>What Grafana puts in a query itself; here a window that a short run fills.</summary>
    private const string RateInterval = "$__rate_interval";
    private const string Window = "30s";

    public static string RulesFile { get; } = Path.Combine(Repository.Compose, "prometheus", "rules.yml");

    public static IReadOnlyList<string> Dashboards { get; } = Directory.GetFiles(
        Path.Combine(Repository.Compose, "grafana", "dashboards"), "*.json");

    /// <summary>What each recording rule computes, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Measures { get; } =
        Rules("record").ToDictionary(r => r["record"]!.ToString(), r => r["expr"]!.ToString());

    /// <summary>The condition of each alert, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Alerts { get; } =
        Rules("alert").ToDictionary(r => r["alert"]!.ToString(), r => r["expr"]!.ToString());

    /// <summary>Every query of a dashboard, ready for Prometheus.</summary>
    public static IReadOnlyList<string> Queries(string dashboard) =>
    [
        .. JsonNode.Parse(File.ReadAllText(dashboard))!["panels"]!.AsArray()
            .SelectMany(p => p!["targets"]?.AsArray() ?? [])
            .Select(t => t!["expr"]!.ToString().Replace(RateInterval, Window, StringComparison.Ordinal)),
    ];

    /// <summary>Names of the metrics in a query: words that are neither functions nor labels nor what operators are made of.</summary>
    public static IEnumerable<string> MetricsIn(string query)
    {
        var bare = Grouping().Replace(Braces().Replace(query, ""), " ");
        return Word().Matches(bare).Where(m => !bare[(m.Index + m.Length)..].TrimStart().StartsWith('(')).Select(m => m.Value)
            .Except(["or", "and", "by", "unless", "bool"]);
    }

    private static IEnumerable<JsonNode> Rules(string kind) =>
        YamlJson.Read(RulesFile)!["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Where(r => r![kind] is not null)!;

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(by|without|on)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Word();
}
