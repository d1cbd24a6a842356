using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Minio;
using Minio.DataModel.Args;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// The stack of compose.yaml as plain processes: each of our services with the environment and the command that compose.yaml gives it, on the real Kafka,
/// Redis and S3 store that the tests are given.
/// </summary>
public sealed class Topology : IAsyncLifetime
{
    private const string Rate = "100";

    /// <summary>Small segments, so that a generation has something to count soon.</summary>
    private const string SegmentBits = "5";

    /// <summary>As compose.yaml starts: two must be left to agree on the death of one.</summary>
    private const int FirstSilos = 3;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromMinutes(2);

    /// <summary>The variables that a run has to itself, beside those of compose.yaml.</summary>
    private static readonly Dictionary<string, string> Own = new()
    {
        ["Log__Topic"] = "compose-tests-" + Guid.NewGuid().ToString("N"),
        ["Batch__Every"] = "00:00:05",

        // A machine that does much else answers late: late is not dead.
        ["Cluster__ProbeTimeout"] = "00:00:03",
        ["GraphQL__Timeout"] = "00:01:30",
        ["Archive__RollAge"] = "00:00:02",
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__LogLevel__OrleansFlights"] = "Information",
    };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-compose-");
    private readonly List<ChildProcess> _all = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };
    private ComposeFile _file = null!;
    private Loopback _network = null!;
    private ServiceProvider? _log;
    private int _containers;

    internal List<Container> Silos { get; } = [];

    internal Container Api { get; private set; } = null!;

    /// <summary>Where each process shows its metrics, by the name of its service.</summary>
    internal ILookup<string, string> Metrics => Silos.Append(Api).Concat(_tools).ToLookup(c => c.Service, c => c.Metrics);

    internal EndToEnd.Tests.Gateway Gateway => new(_http, new Uri($"http://{Api.Address}:8088"));

    internal HttpClient Http => _http;

    internal IEventLog Log => _log!.GetRequiredService<IEventLogs>().Events;

    private readonly List<Container> _tools = [];

    public async ValueTask InitializeAsync()
    {
        var env = EnvFile.FilledIn(
            ("ARCHIVE_ACCESS_KEY", Environment.GetEnvironmentVariable("FLIGHTS_TEST_S3_ACCESS_KEY") ?? "none"),
            ("ARCHIVE_SECRET_KEY", Environment.GetEnvironmentVariable("FLIGHTS_TEST_S3_SECRET_KEY") ?? "none"),
            ("PRODUCER_RATE", Rate),
            ("SEGMENT_BITS", SegmentBits));
        _file = ComposeFile.Load(env);
        Loopback.Server("FLIGHTS_TEST_KAFKA");
        Loopback.Server("FLIGHTS_TEST_S3");
        var (redis, address) = await RedisServer.StartOrSkipAsync(_file, _directory.CreateSubdirectory("redis").FullName);
        _all.Add(redis);
        _network = Loopback.OrSkip(address, _directory.FullName);
        await MakeBucketAsync();

        var views = Start("views");
        Assert.True(await views.Process.ExitAsync(StartDeadline) == 0, views.Process.Output);
        OpenLog();
        for (var i = 0; i < FirstSilos; i++)
            Silos.Add(Start("silo"));
        foreach (var silo in Silos)
            await HealthyAsync(silo);
        Api = Start("api");
        await HealthyAsync(Api);
        foreach (var service in (string[])["archiver", "batch", "producer"])
            _tools.Add(Start(service));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_all))
            await process.DisposeAsync();
        if (_log is not null)
            await _log.DisposeAsync();
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>Starts one more silo and waits until it is healthy.</summary>
    internal async Task<Container> AddSiloAsync()
    {
        var silo = Start("silo");
        Silos.Add(silo);
        await HealthyAsync(silo);
        return silo;
    }

    /// <summary>Stops a silo as an upgrade does and takes it out.</summary>
    internal async Task StopSiloAsync(Container silo)
    {
        Silos.Remove(silo);
        var exit = await silo.Process.TerminateAsync(StopDeadline);
        Assert.True(exit == 0, $"the silo ended with {exit}: {silo.Process.Output}");
    }

    /// <summary>Fails when a process that should run has ended.</summary>
    internal void FailIfEnded() => Assert.All(Silos.Append(Api).Concat(_tools), c => Assert.False(c.Process.HasExited, $"{c.Service} ended: {c.Process.Output}"));

    /// <summary>What every process printed, its last lines.</summary>
    internal string State() => string.Join("\n\n", Silos.Append(Api).Concat(_tools).Select(c =>
        $"--- {c.Service} {c.Address}{(c.Process.HasExited ? " (ended)" : "")}\n{string.Join('\n', c.Process.Output.Split('\n').TakeLast(15))}"));

    private Container Start(string service)
    {
        var container = new Container(service, Loopback.Address(++_containers), ChildProcess.FreePort());
        var described = _file.Services[service];
        var environment = _network.Environment(described, container.Address);
        foreach (var (name, value) in Own.Where(o => o.Key != "Log__Topic" || environment.ContainsKey("Log__Provider")))
            environment[name] = value;
        if (service == "silo")
            environment["Cluster__AdvertisedAddress"] = container.Address;
        if (environment.ContainsKey("Telemetry__MetricsPort"))
            environment["Telemetry__MetricsPort"] = $"{container.MetricsPort}";
        var program = Repository.Program(new Dockerfile(described.Dockerfile).Project);
        container.Process = new ChildProcess("dotnet", [program, .. described.Command], environment);
        _all.Add(container.Process);
        return container;
    }

    /// <summary>Waits until the image's own health check, run as it stands in the Dockerfile, is content.</summary>
    private async Task HealthyAsync(Container container)
    {
        var url = new Uri(container.Service == "api" ? $"http://{container.Address}:8088/health/ready" : $"http://{container.Address}:8080/health/ready");
        Assert.Contains(url.ToString().Replace(container.Address, "localhost", StringComparison.Ordinal), File.ReadAllText(_file.Services[container.Service].Dockerfile), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            StartDeadline,
            async () =>
            {
                Assert.False(container.Process.HasExited, container.Process.Output);
                await using var check = new ChildProcess("bash", [Path.Combine(Repository.Compose, "health"), url.ToString()], new Dictionary<string, string>());
                return await check.ExitAsync(StopDeadline) == 0;
            },
            () => container.Process.Output);
    }

    private async Task MakeBucketAsync()
    {
        var settings = _network.Environment(_file.Services["archiver"], "127.0.0.1");
        using var store = new MinioClient().WithEndpoint(settings["Archive__Minio__Endpoint"])
            .WithCredentials(settings["Archive__Minio__AccessKey"], settings["Archive__Minio__SecretKey"]).Build();
        var bucket = settings["Archive__Minio__Bucket"];
        if (!await store.BucketExistsAsync(new BucketExistsArgs().WithBucket(bucket)))
            await store.MakeBucketAsync(new MakeBucketArgs().WithBucket(bucket));
    }

    private void OpenLog()
    {
        var settings = _network.Environment(_file.Services["producer"], "127.0.0.1").Append(KeyValuePair.Create("Log__Topic", Own["Log__Topic"]));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value)))
            .Build();
        _log = new ServiceCollection().AddLogging().AddFlightLog(configuration).BuildServiceProvider();
    }

    /// <summary>One container of a service, here a process.</summary>
    internal sealed record Container(string Service, string Address, int MetricsPort)
    {
        public ChildProcess Process { get; set; } = null!;

        public string Metrics => Service switch
        {
            "silo" => $"{Address}:8080",
            "api" => $"{Address}:8088",
            _ => $"127.0.0.1:{MetricsPort}",
        };
    }
}
