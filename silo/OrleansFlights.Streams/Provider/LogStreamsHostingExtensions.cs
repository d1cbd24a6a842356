using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Delivery;

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
        var options = SettingsReader.Read<LogStreamOptions>(configuration);
        silo.Services.AddSingleton(options);
        silo.Services.TryAddSingleton<PartitionStatuses>();
        silo.Services.TryAddSingleton<PartitionDiscovery>();
        silo.Services.AddSingleton<LogGuard>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<LogGuard>());
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
}
