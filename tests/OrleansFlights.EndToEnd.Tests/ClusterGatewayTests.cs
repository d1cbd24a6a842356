using System.Text.RegularExpressions;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>The gateway as a client of a cluster brings nothing into its process that only the embedded pipeline needs.</summary>
public sealed partial class ClusterGatewayTests
{
    private const string Variable = "FLIGHTS_TEST_REDIS";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly string[] Awaited =
        ["StackExchange.Redis.dll", "OrleansFlights.Gateway.dll", "OrleansFlights.Gateway.GraphQLNet.dll"];

    private static readonly string[] OfTheEmbeddedPipeline =
    [
        "Microsoft.Data.Sqlite", "SQLitePCLRaw", "e_sqlite3", "duckdb", "spectre", "parquet", "minio",

        // Not the libraries of our own that hold the options of sections which are checked although this process does not use them.
    ];

    [Fact]
    public async Task ClientOfACluster_LoadsNothingOfTheEmbeddedPipeline()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var redis = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(redis), $"{Variable} names no Redis.");
        await using var gateway = new ChildProcess("dotnet", [
            ApiProcess.AssemblyOf("Api"), $"--Urls=http://127.0.0.1:{ChildProcess.FreePort()}", "--Cluster:Provider=redis",
            $"--Cluster:Redis:ConnectionString={redis}", "--Log:Provider=kafka", "--Log:Kafka:BootstrapServers=127.0.0.1:1",
        ]);

        // Its services are built, GraphQL last, before it waits for silos in Redis.
        string[] loaded = [];
        for (var until = DateTime.UtcNow + Deadline; !Array.TrueForAll(Awaited, loaded.Contains);)
        {
            Assert.False(gateway.HasExited, gateway.Output);
            Assert.True(
                DateTime.UtcNow < until,
                $"the gateway did not come so far within {Deadline}: {string.Join(' ', loaded)} {gateway.Output}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
            loaded = await LoadedAsync(gateway.Id);
        }

        Assert.DoesNotContain(
            loaded, file => OfTheEmbeddedPipeline.Any(name => file.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<string[]> LoadedAsync(int process) =>
        [.. Mapped().Matches(await File.ReadAllTextAsync($"/proc/{process}/maps")).Select(m => Path.GetFileName(m.Value)).Distinct()];

    [GeneratedRegex(@"/\S+\.(dll|so)", RegexOptions.Multiline)]
    private static partial Regex Mapped();
}
