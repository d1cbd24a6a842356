namespace OrleansFlights.Compose.Tests;

/// <summary>The alertmanager of compose.yaml, started by its own script.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private const string Program = "prometheus-alertmanager";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("flights-alertmanager-");
    private readonly int _port = ChildProcess.FreePort();
    private readonly HttpClient _http = new();
    private readonly ChildProcess _process;

    private AlertmanagerServer(string webhook)
    {
        var folder = Path.Combine(Repository.Compose, "alertmanager");
        var environment = new Dictionary<string, string>
        {
            ["ALERT_WEBHOOK"] = webhook,
            ["ALERTMANAGER"] = Program,
            ["ALERTMANAGER_CONFIG"] = Path.Combine(folder, "alertmanager.yml"),
            ["ALERTMANAGER_DATA"] = _data.FullName,
            ["TMPDIR"] = _data.FullName,
        };
        _process = new ChildProcess(
            "sh", [Path.Combine(folder, "start.sh"), $"--web.listen-address={Address}", "--cluster.listen-address="], environment);
    }

    public string Address => $"127.0.0.1:{_port}";

    public string Output => _process.Output;

    public static void SkipUnlessInstalled() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, Program))),
        $"{Program} is not on the PATH.");

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="webhook">Where alerts go; nowhere when empty.</param>
    public static async Task<AlertmanagerServer> StartAsync(string webhook)
    {
        var server = new AlertmanagerServer(webhook);
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                Assert.False(server._process.HasExited, server.Output);
                try
                {
                    using var answer = await server._http.GetAsync(new Uri($"http://{server.Address}/-/ready"));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => server.Output);
        return server;
    }

    /// <summary>The configuration that it runs with.</summary>
    public Task<string> ConfigurationAsync() => _http.GetStringAsync(new Uri($"http://{Address}/api/v2/status"));

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _data.Delete(recursive: true);
    }
}
