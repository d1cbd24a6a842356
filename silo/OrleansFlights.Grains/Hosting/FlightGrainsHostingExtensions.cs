using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFlights.Flights;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Grains.Background;
using OrleansFlights.Grains.Changefeed;
using OrleansFlights.Grains.Generations;
using OrleansFlights.Grains.Rankings;
using OrleansFlights.Grains.Status;
using OrleansFlights.Grains.Views;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using OrleansFlights.Streams.Provider;
using OrleansFlights.Views;

namespace OrleansFlights.Grains.Hosting;

/// <summary>Adds the flights' grains and their streams to a silo.</summary>
public static class FlightGrainsHostingExtensions
{
    /// <summary>Name of the stream provider.</summary>
    public const string StreamProvider = "flights";

    /// <summary>
    /// Adds view, directory and pipeline grains and streams the log to them. Needs the log, the views store, a checkpoint store and a
    /// default grain storage among the services.
    /// </summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static ISiloBuilder AddFlightGrains(this ISiloBuilder silo, IConfiguration configuration)
    {
        var options = SettingsReader.Read<GrainsOptions>(configuration);
        var dimensions = options.Dimensions.Count == 0 ? Dimensions.All : [.. options.Dimensions.Select(Dimensions.Parse)];

        silo.Services.AddSingleton(options);
        silo.Services.AddChangefeed(configuration);
        silo.Services.AddSingleton<GrainMetrics>();
        silo.Services.AddSiloBackgroundService<GenerationMonitor>();
        silo.Services.AddSiloBackgroundService<RankingReporter>();
        silo.Services.AddSiloBackgroundService<SiloReporter>();
        silo.Services.AddSiloBackgroundService<PipelineMetrics>();
        silo.Services.AddSingleton<IReadingHealth>(services => services.GetRequiredService<PipelineMetrics>());
        silo.Services.AddSingleton<IReplayStart>(services => services.GetRequiredService<GenerationMonitor>());
        silo.Services.AddSingleton(services => new ViewServices(
            new SegmentSize(services.GetRequiredService<IOptions<LogOptions>>().Value.SegmentBits),
            services.GetRequiredService<GenerationMonitor>(),
            services.GetRequiredService<IBatchViews>(),
            services.GetRequiredService<RankingReporter>(),
            services.GetRequiredService<GrainMetrics>(),
            services.GetRequiredService<ILogger<ViewGrain>>())
        {
            Lives = new StoreLives(services.GetRequiredService<ICheckpointStore>()),
            Changefeed = services.GetService<RouteChangefeed>(),
        });
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = options.IdleAfter);
        return silo.AddLogStreams(StreamProvider, configuration, _ => new FlightRecordMapper(dimensions));
    }

    private static void AddChangefeed(this IServiceCollection services, IConfiguration configuration)
    {
        var options = SettingsReader.Read<ChangefeedOptions>(configuration);
        if (!options.Enabled)
            return;
        services.AddSingleton(options);
        services.AddSiloBackgroundService<RouteChangefeed>();
    }

    private static void AddSiloBackgroundService<T>(this IServiceCollection services)
        where T : SiloBackgroundService
    {
        services.AddSingleton<T>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<T>());
    }
}
