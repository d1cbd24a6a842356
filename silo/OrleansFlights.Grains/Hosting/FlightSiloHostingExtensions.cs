using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Storage;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpoints;
using OrleansFlights.Streams.Storage;

namespace OrleansFlights.Grains.Hosting;

/// <summary>Makes a process a silo.</summary>
public static class FlightSiloHostingExtensions
{
    private const string DatabaseFile = "silo.db";

    /// <summary>Runs a silo with the flights' grains in this process, as section <c>Cluster</c> says.</summary>
    /// <exception cref="SettingException">A setting is not what it may be, or another instance uses the data directory.</exception>
    public static IHostApplicationBuilder AddFlightSilo(this IHostApplicationBuilder builder)
    {
        var cluster = builder.Configuration.GetSection(FlightClusterOptions.Section).Get<FlightClusterOptions>() ?? new FlightClusterOptions();
        SettingException.ThrowUnlessOneOf($"{FlightClusterOptions.Section}:{nameof(cluster.Provider)}", cluster.Provider, "localhost");
        SettingException.ThrowUnlessBetween($"{FlightClusterOptions.Section}:{nameof(cluster.SiloPort)}", cluster.SiloPort, 0, IPEndPoint.MaxPort);
        SettingException.ThrowUnlessBetween($"{FlightClusterOptions.Section}:{nameof(cluster.GatewayPort)}", cluster.GatewayPort, 0, IPEndPoint.MaxPort);

        var data = builder.Configuration.GetSection(DataOptions.Section).Get<DataOptions>() ?? new DataOptions();
        builder.Services.AddSingleton(new DataPathLock(data));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(PortOr(cluster.SiloPort), PortOr(cluster.GatewayPort))
            .AddEmbeddedStores(data)
            .AddFlightGrains(builder.Configuration));
        return builder;
    }

    /// <summary>Keeps grain snapshots and checkpoints in a SQLite file of the data directory.</summary>
    public static ISiloBuilder AddEmbeddedStores(this ISiloBuilder silo, DataOptions data)
    {
        silo.Services.AddSingleton(_ => new SiloDatabase(data.File(DatabaseFile), SqliteGrainStorage.Schema + SqliteCheckpointStore.Schema));
        silo.Services.AddSingleton<ICheckpointStore>(services => new SqliteCheckpointStore(
            services.GetRequiredService<SiloDatabase>(), services.GetRequiredService<IOptions<LogOptions>>().Value.Topic));
        silo.Services.AddSingleton<IGrainStorage>(
            services => new SqliteGrainStorage(services.GetRequiredService<SiloDatabase>(), services.GetRequiredService<OrleansGrainStorageSerializer>()));
        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
        return silo;
    }

    private static int PortOr(int port)
    {
        if (port != 0)
            return port;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
