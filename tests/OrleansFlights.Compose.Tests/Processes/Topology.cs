using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Minio;
using Minio.DataModel.Args;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using Xunit.Sdk;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// The stack of compose.yaml as plain processes: each of our services with the environment and the command that compose.yaml gives it, on
/// the real Kafka, Redis, S3 store and Elasticsearch that the tests are given.
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

    /// <summary>What keeps the archive, the batch views and the index of flights.</summary>
    private static readonly string[] Tools = ["archiver", "batch", "indexer"];

    /// <summary>The variables that a run has to itself, beside those of compose.yaml.</summary>
    private readonly Dictionary<string, string> _own = new()
    {
        ["Log__Topic"] = "compose-tests-" + Guid.NewGuid().ToString("N"),
        ["Batch__Every"] = "00:00:05",

        // A machine that does much else answers late: late is not dead.
        ["Cluster__ProbeTimeout"] = "00:00:03",
        ["Archive__RollAge"] = "00:00:02",
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__LogLevel__OrleansFlights"] = "Information",
    };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-compose-");
    private readonly List<ChildProcess> _all = [];
    private readonly List<Container> _tools = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };
    private readonly Func<StackServers> _given;
    private StackServers _servers = null!;
    private ComposeFile _file = null!;
    private Loopback _network = null!;
    private SkipException? _missing;
    private RedisServer? _redis;
    private TraceReceiver? _traces;
    private ServiceProvider? _log;
    private int _containers;

    /// <summary>A stack on the servers that variables name, patient with a machine that does much else.</summary>
    public Topology()
        : this(() => StackServers.OrSkip()) => _own.Add("GraphQL__Timeout", "00:01:30");

    /// <summary>A stack on these servers.</summary>
    internal Topology(Func<StackServers> servers) => _given = servers;

    internal List<Container> Silos { get; } = [];

    internal Container Api { get; private set; } = null!;

    /// <summary>Where each process shows its metrics, by the name of its service.</summary>
    internal ILookup<string, string> Metrics => Silos.Append(Api).Concat(_tools).ToLookup(c => c.Service, c => c.Metrics);

    internal GatewayClient Gateway => new(_http, new Uri($"http://{Api.Address}:8088"));

    internal HttpClient Http => _http;

    internal ITopic Log => _log!.GetRequiredService<IEventLog>().Events;

    internal FlightPages Flights => new(Gateway);

    internal string Topic => _own["Log__Topic"];

    internal RedisServer Redis => _redis!;

    /// <summary>The compose.yaml that it was started from.</summary>
    internal ComposeFile File => _file;

    /// <summary>Where the processes send their traces.</summary>
    internal TraceReceiver Traces => _traces!;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAllAsync();
        }
        catch (SkipException skip)
        {
            // Told by each test: a fixture's own would fail them.
            _missing = skip;
        }
    }

    /// <summary>Skips the test when a server is missing.</summary>
    internal Topology OrSkip() => _missing is null ? this : throw _missing;

    private async Task StartAllAsync()
    {
        _servers = _given();
        var env = EnvFile.FilledIn(
            ("ARCHIVE_ACCESS_KEY", _servers.AccessKey),
            ("ARCHIVE_SECRET_KEY", _servers.SecretKey),
            ("OTLP_ENDPOINT", "http://jaeger:4317"),
            ("PRODUCER_RATE", Rate),
            ("SEGMENT_BITS", SegmentBits));
        _file = ComposeFile.Load(env);
        _redis = await RedisServer.StartOrSkipAsync(_file, _directory.CreateSubdirectory("redis").FullName);
        _traces = await TraceReceiver.StartAsync();
        _network = new Loopback(_servers, _redis.Address, _traces.Address, _directory.FullName);
        await MakeBucketAsync();

        await RunAsync("views", _file.Services["views"].Command);
        OpenLog();
        for (var i = 0; i < FirstSilos; i++)
            Silos.Add(Start("silo"));
        foreach (var service in Tools)
            _tools.Add(Start(service));
        await StartProducerAsync();
        foreach (var silo in Silos)
            await HealthyAsync(silo);
        Api = Start("api");
        await HealthyAsync(Api);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_all))
            await process.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        if (_traces is not null)
            await _traces.DisposeAsync();
        if (_log is not null)
            await _log.DisposeAsync();
        if (_servers?.Elasticsearch is { } search && _network is not null)
            await RemoveIndexAsync(search);
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

    /// <summary>Runs a service to its end with other arguments, as <c>docker compose run</c> does.</summary>
    internal async Task<string> RunAsync(string service, IEnumerable<string> arguments)
    {
        var process = Start(service, arguments).Process;
        Assert.True(await process.ExitAsync(StartDeadline) == 0, process.Output);
        return process.Output;
    }

    /// <summary>Ends a service at once and starts it again.</summary>
    internal void KillAndStart(string service)
    {
        var place = _tools.FindIndex(t => t.Service == service);
        _tools[place].Process.Kill();
        _tools[place] = Start(service);
    }

    /// <summary>What stands for a volume of Redis or of the batch views.</summary>
    internal string Volume(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Ends every process at once.</summary>
    internal async Task KillAllAsync()
    {
        foreach (var container in Silos.Append(Api).Concat(_tools))
            container.Process.Kill();
        Silos.Clear();
        _tools.Clear();
        await Redis.KillAsync();
    }

    /// <summary>Starts what was killed, with the data that it had.</summary>
    internal async Task StartAgainAsync()
    {
        await Redis.StartAsync();
        for (var i = 0; i < FirstSilos; i++)
            Silos.Add(Start("silo"));
        foreach (var service in Tools)
            _tools.Add(Start(service));
        await StartProducerAsync();
        Api = Start("api");
        await HealthyAsync(Api);
    }

    /// <summary>Stops the events as an upgrade stops their producer; what was sent is on the log then.</summary>
    internal async Task StopProducerAsync()
    {
        var producer = _tools.Single(t => t.Service == "producer");
        _tools.Remove(producer);
        Assert.True(await producer.Process.TerminateAsync(StopDeadline) == 0, producer.Process.Output);
    }

    /// <summary>Starts the events; once it returns they come, and can be stopped.</summary>
    internal async Task StartProducerAsync()
    {
        var before = await SentAsync();
        var producer = Start("producer");
        _tools.Add(producer);
        await Eventually.TrueAsync(
            StartDeadline,
            async () =>
            {
                Assert.False(producer.Process.HasExited, producer.Process.Output);
                return await SentAsync() > before;
            },
            () => producer.Process.Output);
    }

    /// <summary>How many events the log took so far.</summary>
    internal async Task<long> SentAsync() => (await Log.GetOffsetsAsync(CancellationToken.None)).Sum(e => e.End);

    /// <summary>Names of the objects in the archive of this run's topic, below its folder.</summary>
    internal async Task<IReadOnlyList<string>> ArchivedAsync()
    {
        using var store = Store(out var bucket);
        var names = new List<string>();
        await foreach (
            var item in store.ListObjectsEnumAsync(new ListObjectsArgs().WithBucket(bucket).WithPrefix(Topic + "/").WithRecursive(true)))
            names.Add(item.Key[(Topic.Length + 1)..]);
        return names;
    }

    /// <summary>Fails when a process that should run has ended.</summary>
    internal void FailIfEnded() =>
        Assert.All(Silos.Append(Api).Concat(_tools), c => Assert.False(c.Process.HasExited, $"{c.Service} ended: {c.Process.Output}"));

    /// <summary>What every process printed, its last lines.</summary>
    internal string State() => string.Join("\n\n", Silos.Append(Api).Concat(_tools).Select(c =>
        $"--- {c.Service} "
        + $"{c.Address}{(c.Process.HasExited ? " (ended)" : "")}\n{string.Join('\n', c.Process.Output.Split('\n').TakeLast(15))}"));

    private Container Start(string service, IEnumerable<string>? arguments = null)
    {
        var container = new Container(service, Loopback.Address(++_containers), ChildProcess.FreePort());
        var described = _file.Services[service];
        var environment = _network.Environment(described, container.Address);
        foreach (var (name, value) in _own.Where(o => o.Key != "Log__Topic" || environment.ContainsKey("Log__Provider")))
            environment[name] = value;
        if (service == "silo")
            environment["Cluster__AdvertisedAddress"] = container.Address;
        if (environment.ContainsKey("Telemetry__MetricsPort"))
            environment["Telemetry__MetricsPort"] = $"{container.MetricsPort}";
        var program = Repository.Program(new Dockerfile(described.Dockerfile).Project);
        container.Process = new ChildProcess("dotnet", [program, .. arguments ?? described.Command], environment);
        _all.Add(container.Process);
        return container;
    }

    /// <summary>Waits until the image's own health check, run as it stands in the Dockerfile, is content.</summary>
    private async Task HealthyAsync(Container container)
    {
        var url = new Uri(
            container.Service == "api" ? $"http://{container.Address}:8088/health/ready" : $"http://{container.Address}:8080/health/ready");
        Assert.Contains(url.ToString().Replace(container.Address, "localhost", StringComparison.Ordinal),
            System.IO.File.ReadAllText(_file.Services[container.Service].Dockerfile), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            StartDeadline,
            async () =>
            {
                Assert.False(container.Process.HasExited, container.Process.Output);
                await using var check = new ChildProcess(
                    "bash", [Path.Combine(Repository.Compose, "health"), url.ToString()], new Dictionary<string, string>());
                return await check.ExitAsync(StopDeadline) == 0;
            },
            () => container.Process.Output);
    }

    private async Task MakeBucketAsync()
    {
        using var store = Store(out var bucket);
        if (!await store.BucketExistsAsync(new BucketExistsArgs().WithBucket(bucket)))
            await store.MakeBucketAsync(new MakeBucketArgs().WithBucket(bucket));
    }

    private IMinioClient Store(out string bucket)
    {
        var settings = _network.Environment(_file.Services["archiver"], "127.0.0.1");
        bucket = settings["Archive__Minio__Bucket"];
        return new MinioClient().WithEndpoint(settings["Archive__Minio__Endpoint"])
            .WithCredentials(settings["Archive__Minio__AccessKey"], settings["Archive__Minio__SecretKey"]).Build();
    }

    private async Task RemoveIndexAsync(string server)
    {
        var builds = await _http.GetFromJsonAsync<Dictionary<string, JsonElement>>($"http://{server}/{_network.SearchIndex}*/_alias");
        foreach (var path in builds!.Keys.Append($"_index_template/{_network.SearchIndex}"))
            (await _http.DeleteAsync(new Uri($"http://{server}/{path}"))).Dispose();
    }

    private void OpenLog()
    {
        var settings = _network.Environment(_file.Services["producer"], "127.0.0.1").Append(KeyValuePair.Create("Log__Topic", Topic));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value)))
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
