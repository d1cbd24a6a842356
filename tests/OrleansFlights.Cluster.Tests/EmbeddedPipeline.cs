using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Cluster.Tests.Examples;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Cluster.Tests;

/// <summary>One silo in this process, for what needs no second one.</summary>
internal sealed class EmbeddedPipeline : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-embedded-");
    private readonly IHost _host;

    private EmbeddedPipeline(Action<IServiceCollection>? services, (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("Data:Path", _directory.FullName)).ToDictionary(s => s.Item1, s => (string?)s.Item2));
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddFlightViews(builder.Configuration);
        builder.Services.AddSingleton<IDelayAlerts, NoAlerts>();
        services?.Invoke(builder.Services);
        builder.AddFlightSilo();
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public IEventLog Logs => Services.GetRequiredService<IEventLog>();

    public static async Task<EmbeddedPipeline> StartAsync(Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings)
    {
        var pipeline = new EmbeddedPipeline(services, settings);
        await pipeline._host.StartAsync();
        return pipeline;
    }

    /// <summary>Appends a departure of Emirates from DXB to ZRH.</summary>
    public async Task DepartAsync(DateTimeOffset scheduled, TimeSpan delay)
    {
        var json = $$"""
            {"flight_id":"EK87","airline":"Emirates","origin":"DXB","destination":"ZRH","scheduled_departure":"{{scheduled:O}}","actual_departure":"{{scheduled + delay:O}}","status":"departed","aircraft":{"model":"A380","registration":"A6-EUV"},"event_time":"{{scheduled + delay:O}}"}
            """;
        await Logs.Events.AppendAsync(
            new[] { new LogEntry(Encoding.UTF8.GetBytes("DXB-ZRH"), Encoding.UTF8.GetBytes(json), scheduled.ToUnixTimeMilliseconds()) },
            CancellationToken.None);
    }

    /// <summary>The recorded checkpoints.</summary>
    public async Task<IReadOnlyDictionary<int, long>> RecordedAsync() =>
        await Services.GetRequiredService<ICheckpointStore>().ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until everything on the log is behind the checkpoints.</summary>
    public Task CheckpointedAsync(TimeSpan deadline) => Eventually.TrueAsync(
        deadline,
        async () =>
        {
            var recorded = await RecordedAsync();
            return (await Logs.Events.GetOffsetsAsync(TestContext.Current.CancellationToken)).All(e => recorded.GetValueOrDefault(e.Partition) == e.End);
        },
        async () => $"checkpoints {string.Join(' ', await RecordedAsync())}");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>The example grain follows the routes of every silo that knows its assembly.</summary>
    private sealed class NoAlerts : IDelayAlerts
    {
        public void Raise(string route, TimeSpan averageDelay)
        {
        }
    }
}
