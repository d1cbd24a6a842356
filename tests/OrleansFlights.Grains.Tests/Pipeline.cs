using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Cluster.Hosting;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Tests;

/// <summary>The whole speed layer in this process, on SQLite in a directory.</summary>
internal sealed class Pipeline : IAsyncDisposable
{
    private readonly IHost _host;

    private Pipeline(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IEventLog Logs => _host.Services.GetRequiredService<IEventLog>();

    public IServiceProvider Services => _host.Services;

    public static async Task<Pipeline> StartAsync(string directory, IBatchViews? views = null, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("Data:Path", directory)).ToDictionary(s => s.Item1, s => (string?)s.Item2));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddFlightLog(builder.Configuration);
        builder.Services.AddSingleton(views ?? new EmptyBatchViews());
        builder.AddFlightSilo();
        var host = builder.Build();
        await host.StartAsync();
        return new Pipeline(host);
    }

    public ValueTask AppendAsync(IEnumerable<string> lines) =>
        Logs.Events.AppendAsync(lines.Select(l => Entry(Encoding.UTF8.GetBytes(l))).ToArray(), CancellationToken.None);

    /// <summary>Waits until everything on the log has been delivered.</summary>
    public async Task CaughtUpAsync()
    {
        var pipeline = Grains.GetGrain<IPipelineGrain>(IPipelineGrain.Key);
        await Eventually.TrueAsync(
            async () => (await pipeline.Read()).Partitions.All(p => p.Watermark == p.EndOffset),
            async () => string.Join(' ', (await pipeline.Read()).Partitions));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static LogEntry Entry(byte[] value)
    {
        var parser = new FlightEventParser();
        var valid = parser.Parse(value, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), out var flight).IsValid;
        return new LogEntry(
            valid ? FlightRecordKey.Of(flight.ToEvent())
                : default(ReadOnlyMemory<byte>), value, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }
}

/// <summary>Waits for a condition, with a deadline and the state in its message.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<Task<string>> state)
    {
        var until = DateTime.UtcNow + Deadline;
        while (!await condition())
        {
            if (DateTime.UtcNow > until)
                Assert.Fail($"not so within {Deadline}: {await state()}");
            await Task.Delay(20);
        }
    }
}
