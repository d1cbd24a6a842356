using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using OrleansFlights.Cluster.Redis;
using OrleansFlights.Cluster.Sqlite;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Grains.Hosting;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Cluster.Hosting;

/// <summary>Makes a process a silo.</summary>
public static class FlightSiloHostingExtensions
{
    private const string DatabaseFile = "silo.db";

    /// <summary>Runs a silo with the flights' grains in this process, as section <c>Cluster</c> says.</summary>
    /// <exception cref="SettingException">A setting is not what it may be, or another instance uses the data directory.</exception>
    public static IHostApplicationBuilder AddFlightSilo(this IHostApplicationBuilder builder)
    {
        var cluster = ClusterSettings.Read(builder.Configuration);
        builder.UseOrleans(
            silo => (cluster.IsLocalhost ? silo.AddLocalhostCluster(cluster, builder.Configuration) : silo.AddRedisCluster(cluster))
            .AddFlightGrains(builder.Configuration));
        return builder;
    }

    /// <summary>Keeps grain snapshots and checkpoints in a SQLite file of the data directory.</summary>
    public static ISiloBuilder AddEmbeddedStores(this ISiloBuilder silo, DataOptions data)
    {
        silo.Services.AddSingleton(
            _ => new SiloDatabase(data.File(DatabaseFile), SqliteGrainStorage.Schema + SqliteCheckpointStore.Schema));
        silo.Services.AddSingleton<ICheckpointStore>(services => new SqliteCheckpointStore(
            services.GetRequiredService<SiloDatabase>(), services.GetRequiredService<IOptions<LogOptions>>().Value.Topic));
        silo.Services.AddSingleton<IGrainStorage>(
            services => new SqliteGrainStorage(
                services.GetRequiredService<SiloDatabase>(), services.GetRequiredService<OrleansGrainStorageSerializer>()));
        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
        return silo;
    }

    private static ISiloBuilder AddLocalhostCluster(this ISiloBuilder silo, FlightClusterOptions cluster, IConfiguration configuration)
    {
        var data = SettingsReader.Read<DataOptions>(configuration);
        silo.Services.AddSingleton(new DataPathLock(data));
        return silo
            .UseLocalhostClustering(SiloEndpoint.PortOrFree(cluster.SiloPort), SiloEndpoint.PortOrFree(cluster.GatewayPort))
            .AddEmbeddedStores(data);
    }
}
