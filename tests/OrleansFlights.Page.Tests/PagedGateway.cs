using System.Reflection;
using Microsoft.Playwright;

namespace OrleansFlights.Page.Tests;

/// <summary>
/// A gateway as a process of its own, with a few thousand counted flights and nothing arriving, and a browser to look at it: what
/// <c>FLIGHTS_TEST_CHROMIUM</c> names, or the <c>chromium</c> on the path.
/// </summary>
public class PagedGateway : IAsyncLifetime
{
    private const string ChromiumVariable = "FLIGHTS_TEST_CHROMIUM";
    private const int Flights = 3_000;
    private const int FirstSeed = 7;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-page-");
    private readonly int _port = ChildProcess.FreePort();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private ChildProcess? _process;
    private IPlaywright? _playwright;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public GatewayClient Gateway => new(_http, Address);

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>How many events the log holds before the gateway starts.</summary>
    protected virtual int Events => Flights;

    /// <summary>What the gateway is started with beside its address and its data.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    /// <summary>The key that the gateway is asked with; null where it asks for none.</summary>
    protected virtual string? Key => null;

    /// <summary>Why the tests cannot run here; null when they can.</summary>
    public static string? Missing =>
        Chromium is null ? $"needs Chromium: install Debian's package chromium, or set {ChromiumVariable} to its path" : null;

    private static string? Chromium => Environment.GetEnvironmentVariable(ChromiumVariable) is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "chromium"))
            .FirstOrDefault(File.Exists);

    private string Data => Path.Combine(_directory.FullName, "data");

    public virtual async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        if (Key is not null)
            _http.DefaultRequestHeaders.Add("X-Api-Key", Key);
        if (Events > 0)
            await ProduceAsync(Events, FirstSeed);
        await StartAsync();
        await Gateway.CaughtUpAsync(Deadline);
        await PublishedAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.CloseAsync();
        _playwright?.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _http.Dispose();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Where something was built.</summary>
    public static string Built(string what) =>
        typeof(PagedGateway).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == what).Value!;

    /// <summary>Adds a day of whole flights to the log with the producer.</summary>
    public async Task ProduceAsync(int count, int seed)
    {
        var folder = Path.Combine(_directory.FullName, $"{seed}");
        await RunAsync("generate", "--out", folder, "--count", $"{count}", "--seed", $"{seed}");
        await RunAsync(["replay", .. Directory.GetFiles(folder), "--speed", "max", "--data", Data]);
    }

    /// <summary>Adds a thousand records a second to the log.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Which flights.</param>
    /// <param name="malformed">The share of them that are no flight events, 0 to 1.</param>
    public Task ProduceLiveAsync(int count, int seed, double malformed = 0) => RunAsync(
        "produce", "--rate", "1000", "--count", $"{count}", "--seed", $"{seed}", "--malformed",
        malformed.ToString(System.Globalization.CultureInfo.InvariantCulture), "--data", Data);

    /// <summary>Starts the gateway and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _process = new ChildProcess(
            "dotnet",
            [
                Built("Api"), $"--Urls={Address}", $"--Data:Path={Data}", "--Simulation:Enabled=false", "--Batch:Every=00:00:02",
                .. Settings,
            ]);
        for (var until = DateTime.UtcNow + Deadline; ;)
        {
            Assert.False(_process.HasExited, $"the gateway ended: {_process.Output}");
            Assert.True(DateTime.UtcNow < until, $"the gateway is not ready within {Deadline}: {_process.Output}");
            try
            {
                using var answer = await _http.GetAsync(new Uri(Address, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet, or too busy to answer in time.
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Ends the gateway at once, as kill -9 does.</summary>
    public void Kill() => _process!.Kill();

    /// <summary>Stops the gateway from running, or lets it go on.</summary>
    public Task FreezeAsync(bool frozen) => _process!.SendAsync(frozen ? "-STOP" : "-CONT");

    private static async Task RunAsync(params string[] arguments)
    {
        await using var producer = new ChildProcess("dotnet", [Built("Producer"), .. arguments]);
        var code = await producer.ExitAsync(Deadline);
        Assert.True(code == 0, producer.Output);
    }

    private async Task PublishedAsync()
    {
        for (var until = DateTime.UtcNow + Deadline; Events > 0;)
        {
            var pipeline = await Gateway.QueryAsync("{ pipeline { generation { id } } }");
            if (pipeline.GetProperty("pipeline").GetProperty("generation").GetProperty("id").GetInt64() > 0)
                return;
            Assert.True(DateTime.UtcNow < until, $"no generation within {Deadline}: {pipeline} {_process!.Output}");
            await Task.Delay(100);
        }
    }
}

/// <summary>A gateway that has counted nothing.</summary>
public sealed class EmptyGateway : PagedGateway
{
    protected override int Events => 0;
}
