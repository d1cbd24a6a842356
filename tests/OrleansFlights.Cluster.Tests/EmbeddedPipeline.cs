using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Cluster.Tests.Examples;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Cluster.Tests;

/// <summary>One silo in this process, for what needs no second one.</summary>
internal sealed class EmbeddedPipeline : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly bool _keepsData;
    private readonly IHost _host;

    private EmbeddedPipeline(
        string? directory, Action<IServiceCollection>? services, Action<IServiceCollection>? last, (string Key, string Value)[] settings)
    {
        _directory = directory is null ? Directory.CreateTempSubdirectory("flights-embedded-") : Directory.CreateDirectory(directory);
        _keepsData = directory is not null;
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("Data:Path", _directory.FullName)).ToDictionary(s => s.Item1, s => (string?)s.Item2));
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddFlightViews(builder.Configuration);
        builder.Services.AddSingleton<IDelayAlerts, NoAlerts>();
        services?.Invoke(builder.Services);
        builder.AddFlightSilo();
        last?.Invoke(builder.Services);
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public IEventLog Logs => Services.GetRequiredService<IEventLog>();

    public static Task<EmbeddedPipeline> StartAsync(
        Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings) =>
        StartAsync(new EmbeddedPipeline(null, services, null, settings));

    /// <summary>Starts on a data directory that stays when it ends.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="last">Changes services after all were added.</param>
    /// <param name="settings">Settings.</param>
    public static Task<EmbeddedPipeline> StartInAsync(
        string directory, Action<IServiceCollection>? last = null, params (string Key, string Value)[] settings) =>
        StartAsync(new EmbeddedPipeline(directory, null, last, settings));

    private static async Task<EmbeddedPipeline> StartAsync(EmbeddedPipeline pipeline)
    {
        try
        {
            await pipeline._host.StartAsync();
            return pipeline;
        }
        catch
        {
            pipeline.Close();
            throw;
        }
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
            return (await Logs.Events.GetOffsetsAsync(TestContext.Current.CancellationToken))
                .All(e => recorded.GetValueOrDefault(e.Partition) == e.End);
        },
        async () => $"checkpoints {string.Join(' ', await RecordedAsync())}");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        Close();
        if (!_keepsData)
            _directory.Delete(recursive: true);
    }

    /// <summary>Lets go of the data directory, which a process does by ending.</summary>
    private void Close()
    {
        var held = Services.GetRequiredService<DataPathLock>();
        _host.Dispose();
        held.Dispose();
    }

    /// <summary>The example grain follows the routes of every silo that knows its assembly.</summary>
    private sealed class NoAlerts : IDelayAlerts
    {
        public void Raise(string route, TimeSpan averageDelay)
        {
        }
    }
}
