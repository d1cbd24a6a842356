using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Reading;

namespace OrleansFlights.Streams.Provider;

/// <summary>Adds the stream provider to a silo.</summary>
public static class LogStreamsHostingExtensions
{
    private static readonly TimeSpan PumpPeriod = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Streams the log's events to grains. Needs <see cref="IEventLog"/>, <see cref="ICheckpointStore"/> and
    /// <see cref="IReplayStart"/> among the services.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">Name of the provider.</param>
    /// <param name="configuration">Section <c>Streams</c> is read.</param>
    /// <param name="mapper">Makes the record mapper of a reader.</param>
    /// <exception cref="SettingException">A setting is out of its range.</exception>
    public static ISiloBuilder AddLogStreams<TEvent>(
        this ISiloBuilder silo, string name, IConfiguration configuration, Func<IServiceProvider, IRecordMapper<TEvent>> mapper)
    {
        var options = configuration.GetSection(LogStreamOptions.Section).Get<LogStreamOptions>() ?? new LogStreamOptions();
        Validate(options);
        silo.Services.AddSingleton(options);
        silo.Services.TryAddSingleton<PartitionStatuses>();
        silo.Services.TryAddSingleton<PartitionDiscovery>();
        silo.Services.TryAddSingleton<ImplicitSubscriptions>();
        silo.Services.AddSingleton<Func<IRecordMapper<TEvent>>>(services => () => mapper(services));
        return silo.AddPersistentStreams(name, LogStreamAdapterFactory<TEvent>.Create, streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePartitionBalancing((services, _) => ActivatorUtilities.CreateInstance<PartitionBalancer>(
                services, services.GetRequiredService<IStreamQueueBalancer>()));
            streams.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = PumpPeriod));
        });
    }

    private static void Validate(LogStreamOptions options)
    {
        const string Section = LogStreamOptions.Section;
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.PollRecords)}", options.PollRecords, 1, 1_000_000);
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.PollWait)}", options.PollWait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.PollsAhead)}", options.PollsAhead, 1, 100);
        SettingException.ThrowUnlessBetween(
            $"{Section}:{nameof(options.CheckpointInterval)}", options.CheckpointInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10));
        SettingException.ThrowUnlessBetween(
            $"{Section}:{nameof(options.DeliveryPatience)}", options.DeliveryPatience, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.CheckpointConcurrency)}", options.CheckpointConcurrency, 1, 100_000);
        SettingException.ThrowUnlessBetween($"{Section}:{nameof(options.MaxRetainedBytes)}", options.MaxRetainedBytes, 1 << 20, 16L << 30);
    }
}
