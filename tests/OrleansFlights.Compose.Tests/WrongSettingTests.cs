namespace OrleansFlights.Compose.Tests;

/// <summary>What each program says to settings that it cannot start with: one sentence, no stack, and an exit code.</summary>
public sealed class WrongSettingTests
{
    private const string Api = "api/OrleansFlights.Api";
    private const string Silo = "silo/OrleansFlights.Silo";
    private const string Batch = "batch/OrleansFlights.Batch";
    private const string Producer = "producer/OrleansFlights.Producer";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(Api, "GraphQL:MaxDepth is 'deep'; allowed: a whole number, 1 to 100.", "--GraphQL:MaxDepth=deep")]
    [InlineData(Api, "GraphQL:MaxDepth is '0'; allowed: 1 to 100.", "GraphQL__MaxDepth", "0")]
    [InlineData(
        Api, "Simulaton:Enabled is 'false', but there is no such setting; did you mean Simulation:Enabled?", "--Simulaton:Enabled=false")]
    [InlineData(
        Api, "Achive:Provider is 'minio', but there is no such setting; did you mean Archive:Provider?", "Achive__Provider", "minio")]
    [InlineData(Api, "Urls is 'localhost:8088'; allowed: a URL to listen at such as http://localhost:8088 or http://*:8080.", "--Urls",
        "localhost:8088")]
    [InlineData(Api, "Telemetry:OtlpEndpoint is '/v1/traces'; allowed: a URL such as http://localhost:4317.", "Telemetry__OtlpEndpoint",
        "/v1/traces")]
    [InlineData(
        Silo, "Cluster:Redis:ConnectionString is ''; allowed: what StackExchange.Redis takes, such as redis:6379 or "
            + "redis:6380,password=…,ssl=true.", "--Cluster:Provider=redis")]
    [InlineData(Silo, "Cluster:Redis:Password is '…', but there is no such setting; Cluster:Redis has ConnectionString, WaitForReplicas.",
        "Cluster__Redis__Password", "hunter2")]
    [InlineData(
        Silo, "Logging:LogLevel:Default is 'Chatty'; allowed: Trace or Debug or Information or Warning or Error or Critical or None.",
        "Logging__LogLevel__Default", "Chatty")]
    [InlineData(Batch, "Archive:Minio:Endpoint is 'http://minio:9000'; allowed: host:port, without http:// (see Archive:Minio:Secure).",
        "run", "--Archive:Minio:Endpoint", "http://minio:9000")]
    [InlineData(
        Batch, "Batch:Every is '30'; allowed: a duration such as 00:00:30 or 30s, 00:00:01 to 7.00:00:00.", "run", "--Batch:Every", "30")]
    [InlineData(Batch, "--Log:Topic has no value; write --Log:Topic=VALUE or --Log:Topic VALUE.", "run", "--Log:Topic")]
    [InlineData(Batch, "error: '--ful' is no command or option here; did you mean --full?", "run", "--ful")]
    [InlineData(Producer, "error: Log:Kafka:BootstrapServers is ''; allowed: host:port, several separated by commas.", "produce",
        "--Log:Provider=kafka")]
    [InlineData(
        Producer, "error: Log:Topik is 't1', but there is no such setting; did you mean Log:Topic?", "produce", "--Log:Topik", "t1")]
    public async Task WrongSetting_EndsTheProgramWithOneSentence(string program, string sentence, params string[] said)
    {
        // A variable's name has underscores; anything else stands on the command line.
        var isVariable = said[0].Contains("__", StringComparison.Ordinal);
        var environment = isVariable ? new Dictionary<string, string> { [said[0]] = said[1] } : [];
        var started = await EndAsync(program, isVariable ? [] : said, environment);

        Assert.Equal(1, started.ExitCode);
        Assert.Equal(sentence, started.Output.TrimEnd().Split('\n')[^1]);
        Assert.DoesNotContain("   at ", started.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Api, "--Log:Topic")]
    [InlineData(Silo, "--Cluster:Redis:ConnectionString")]
    [InlineData(Batch, "generations")]
    [InlineData(Producer, "produce")]
    public async Task Help_Helps(string program, string says)
    {
        var started = await EndAsync(program, ["--help"], new Dictionary<string, string> { ["Log__Partitions"] = "many" });
        Assert.Equal(0, started.ExitCode);
        Assert.Contains(says, started.Output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> EndAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var directory = Directory.CreateTempSubdirectory("flights-settings-");
        await using var process = new ChildProcess(
            "dotnet", [Repository.Program(program), .. arguments], new Dictionary<string,
                string>(environment)
            { ["Data__Path"] = directory.FullName });
        var code = await process.ExitAsync(Deadline);
        directory.Delete(recursive: true);
        return (code, process.Output);
    }
}
