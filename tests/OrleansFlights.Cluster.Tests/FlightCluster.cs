using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Cluster.Tests;

/// <summary>Silos in processes of their own over one log and one Redis, and this process as their client.</summary>
internal sealed class FlightCluster : IAsyncDisposable
{
    public const string KafkaVariable = "FLIGHTS_TEST_KAFKA";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-cluster-");
    private readonly Dictionary<string, string?> _settings;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly ServiceProvider _log;
    private readonly List<Silo> _all = [];
    private IHost? _client;

    private FlightCluster(RedisServer redis, Dictionary<string, string?> settings)
    {
        Redis = redis;
        _settings = settings;
        settings["Data:Path"] = _directory.FullName;
        settings["Cluster:Provider"] = FlightClusterOptions.RedisProvider;
        settings["Cluster:Redis:ConnectionString"] = redis.ConnectionString;
        settings["Cluster:AdvertisedAddress"] = "127.0.0.1";
        settings["Streams:CheckpointInterval"] = "00:00:02";
        settings.TryAdd("Log:Partitions", "8");
        settings["Logging:LogLevel:Default"] = "Warning";
        settings["Logging:LogLevel:Orleans"] = "Error";
        settings["Logging:LogLevel:Orleans.Runtime.MembershipService"] = "Information";
        settings["Logging:Console:FormatterName"] = "simple";
        settings["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ";
        settings["Logging:LogLevel:OrleansFlights"] = "Information";
        _log = new ServiceCollection().AddLogging().AddFlightLog(Configuration([])).BuildServiceProvider();
    }

    public RedisServer Redis { get; }

    public ITopic Log => _log.GetRequiredService<IEventLog>().Events;

    public IEventLog Logs => _log.GetRequiredService<IEventLog>();

    public List<Silo> Silos { get; } = [];

    public IClusterClient Client => _client!.Services.GetRequiredService<IClusterClient>();

    public static FlightCluster OnSqlite(RedisServer redis) => new(redis, []);

    public static FlightCluster OnKafkaOrSkip(RedisServer redis)
    {
        var broker = Environment.GetEnvironmentVariable(KafkaVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(broker), $"{KafkaVariable} names no broker.");
        return OnKafka(redis, broker);
    }

    /// <summary>On a Kafka topic of its own when there is a broker, else on SQLite.</summary>
    public static FlightCluster OnAnyLog(RedisServer redis) =>
        Environment.GetEnvironmentVariable(KafkaVariable) is { Length: > 0 } broker ? OnKafka(redis, broker) : OnSqlite(redis);

    public static FlightCluster OnKafka(RedisServer redis, string broker) => new(redis, new Dictionary<string, string?>
    {
        ["Log:Provider"] = LogOptions.KafkaProvider,
        ["Log:Kafka:BootstrapServers"] = broker,
        ["Log:Topic"] = "cluster-tests-" + Guid.NewGuid().ToString("N"),
    });

    public static FlightCluster OnKafka(RedisServer redis, KafkaTopicMetadata topic) =>
        new(redis, topic.Settings.ToDictionary(s => s.Key, s => (string?)s.Value));

    /// <summary>Starts silos side by side and waits until each is ready.</summary>
    public async Task StartSilosAsync(int count, params (string Key, string Value)[] settings)
    {
        var started = Enumerable.Range(0, count).Select(_ => Launch(settings)).ToList();
        await Task.WhenAll(started.Select(ReadyAsync));
        Silos.AddRange(started);
    }

    /// <summary>Begins to start a silo.</summary>
    public Silo Launch(params (string Key, string Value)[] settings)
    {
        var assembly = typeof(FlightCluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Silo").Value!;
        var port = ChildProcess.FreePort();
        var arguments = Configuration(settings).AsEnumerable().Where(s => s.Value is not null).Select(s => $"--{s.Key}={s.Value}");
        var silo = new Silo(
            new ChildProcess("dotnet", [assembly, $"--Urls=http://127.0.0.1:{port}", .. arguments]), new Uri($"http://127.0.0.1:{port}"));
        _all.Add(silo);
        return silo;
    }

    public Task ReadyAsync(Silo silo) => Eventually.TrueAsync(
        StartDeadline,
        async () =>
        {
            Assert.False(silo.Process.HasExited, $"the silo ended: {silo.Process.Output}");
            try
            {
                using var answer = await _http.GetAsync(new Uri(silo.Address, "/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        },
        () => Task.FromResult(silo.Process.Output));

    public async Task<string> GetAsync(Silo silo, string path) => await _http.GetStringAsync(new Uri(silo.Address, path));

    public async Task ConnectAsync() => _client = await ConnectAsync([]);

    public async Task<IHost> ConnectAsync(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddConfiguration(Configuration(settings));
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddFlightClient();
        var client = builder.Build();
        await client.StartAsync().WaitAsync(StartDeadline);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }

        foreach (var silo in _all)
            await silo.Process.DisposeAsync();
        await _log.DisposeAsync();
        await Redis.DisposeAsync();
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    private IConfiguration Configuration(IEnumerable<(string Key, string Value)> settings)
    {
        var all = new Dictionary<string, string?>(_settings);
        foreach (var (key, value) in settings)
            all[key] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(all).Build();
    }

    internal sealed record Silo(ChildProcess Process, Uri Address);
}
