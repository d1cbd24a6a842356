using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansFlights.Api;
using OrleansFlights.Batch.Hosting;
using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Foundation.Telemetry;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Search.Hosting;
using OrleansFlights.Silo;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// Every variable that compose.yaml gives one of our programs is a setting that the program asks for, and holds what it may hold. Found out
/// by setting the program up with a configuration that remembers what it was asked.
/// </summary>
public sealed class SettingTests
{
    private static readonly ComposeFile File = ComposeFile.Load(EnvFile.FilledIn());

    /// <summary>What sets up the program of a service.</summary>
    private static readonly Dictionary<string, Action<WebApplicationBuilder>> Programs = new()
    {
        ["silo"] = Silo,
        ["api"] = Api,
        ["producer"] = Producer,
        ["views"] = Batch,
        ["archiver"] = Batch,
        ["batch"] = Batch,
        ["indexer"] = Batch,
        ["batch-spark"] = Batch,
    };

    /// <summary>Services on an image of ours that run another's program.</summary>
    private static readonly string[] Foreign = ["spark-master", "spark-worker"];

    /// <summary>Settings that the framework reads, not the program.</summary>
    private static readonly string[] Framework = ["Urls", "Logging:"];

    /// <summary>What Spark's own client of the store reads.</summary>
    private static readonly string[] SparkVariables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

    public static TheoryData<string> Services => [.. Programs.Keys];

    [Fact]
    public void EveryServiceOfOurs_IsChecked() =>
        Assert.Equal(File.Services.Values.Where(s => s.IsBuilt).Select(s => s.Name).Except(Foreign).Order(), Programs.Keys.Order());

    [Theory]
    [MemberData(nameof(Services))]
    public void Variables_AreSettingsThatTheProgramAsksFor(string service)
    {
        var variables = File.Services[service].Environment.Where(v => !SparkVariables.Contains(v.Key)).ToDictionary();
        var unknown = Unknown(Programs[service], variables);
        Assert.True(unknown.Count == 0, $"{service} has no use for {string.Join(", ", unknown)}");
    }

    [Theory]
    [InlineData("silo", "Log__Kafka__Brokers", "kafka:9092")]
    [InlineData("silo", "Cluster__Redis__Password", "x")]
    [InlineData("api", "Log__Provider", "kafka")]
    [InlineData("producer", "Archive__Provider", "minio")]
    [InlineData("batch", "Cluster__Provider", "redis")]
    public void VariableOfNoSetting_IsFound(string service, string key, string value) =>
        Assert.Equal(
            [key], Unknown(Programs[service], File.Services[service].Environment.Append(KeyValuePair.Create(key, value)).ToDictionary()));

    [Theory]
    [InlineData("silo", "Cluster__SiloPort", "many")]
    [InlineData("batch", "Batch__Every", "often")]
    [InlineData("views", "Views__Cassandra__Port", "0")]
    [InlineData("api", "Telemetry__OtlpEndpoint", "jaeger")]
    public void WrongValue_IsRefused(string service, string key, string value) =>
        Assert.Equal(key.Replace("__", ":", StringComparison.Ordinal), Assert.Throws<SettingException>(
            () => Unknown(Programs[service],
                File.Services[service].Environment.Where(v => v.Key != key).Append(KeyValuePair.Create(key, value)).ToDictionary())).Key);

    private static List<string> Unknown(Action<WebApplicationBuilder> program, Dictionary<string, string> variables)
    {
        var settings = new AskedSettings(StackOfThisBuild.Adapt(variables).ToDictionary(v => Key(v.Key), v => v.Value));
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.Sources.Add(settings);
        program(builder);
        return [.. variables.Keys.Where(
            v => !settings.Asked.Contains(Key(v)) && !Framework.Any(f => Key(v).StartsWith(f, StringComparison.Ordinal)))];
    }

    private static string Key(string variable) => variable.Replace("__", ":", StringComparison.Ordinal);

    private static void Silo(WebApplicationBuilder builder)
    {
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddFlightViews(builder.Configuration);
        builder.AddFlightSilo();
        builder.AddSiloDashboard();
        builder.AddSiloTelemetry();
    }

    private static void Api(WebApplicationBuilder builder)
    {
        builder.AddFlightPipeline();
        builder.AddFlightGateway();
    }

    private static void Producer(WebApplicationBuilder builder)
    {
        builder.Services.AddFlightLog(builder.Configuration);
        TelemetrySettings.Read(builder.Configuration);
    }

    private static void Batch(WebApplicationBuilder builder)
    {
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddFlightViews(builder.Configuration);
        builder.Services.AddFlightBatchTools(builder.Configuration);
        builder.Services.AddFlightSearch(builder.Configuration);
        TelemetrySettings.Read(builder.Configuration);
        using var services = builder.Services.BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService<IOptions<DataOptions>>().Value.Path);
    }

    private sealed class AskedSettings(IDictionary<string, string> values) : ConfigurationProvider, IConfigurationSource
    {
        public HashSet<string> Asked { get; } = new(StringComparer.OrdinalIgnoreCase);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load()
        {
            foreach (var (key, value) in values)
                Data[key] = value;
        }

        public override bool TryGet(string key, out string? value)
        {
            Asked.Add(key);
            return base.TryGet(key, out value);
        }
    }
}
