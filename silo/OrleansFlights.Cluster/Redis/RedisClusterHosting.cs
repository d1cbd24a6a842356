using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;
using StackExchange.Redis;

namespace OrleansFlights.Cluster.Redis;

/// <summary>
/// Silos and clients that meet in Redis. Keys begin with the service's id; those of the membership carry the cluster's id too.
/// </summary>
internal static class RedisClusterHosting
{
    /// <summary>How often a silo reads the membership table by itself; changes are usually told at once.</summary>
    private static readonly TimeSpan MembershipRefresh = TimeSpan.FromSeconds(10);

    /// <summary>How often a silo notes in the table that it lives. Only joining silos use it, to overlook the long dead.</summary>
    private static readonly TimeSpan AliveNote = TimeSpan.FromSeconds(10);

    /// <summary>How long suspicions count together.</summary>
    private static readonly TimeSpan SuspicionLifetime = TimeSpan.FromSeconds(60);

    /// <summary>Dead silos leave the table after this, so that it does not grow with every restart.</summary>
    private static readonly TimeSpan DeadSiloExpiry = TimeSpan.FromHours(1);
    private static readonly TimeSpan DeadSiloCleanup = TimeSpan.FromMinutes(10);

    /// <summary>Silos that must agree on a death.</summary>
    private const int Votes = 2;

    /// <summary>How often a client looks for gateways, and how long it pauses before it tries again to connect.</summary>
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectPause = TimeSpan.FromSeconds(1);

    private const int FirstReconnectMilliseconds = 100;
    private const int LongestReconnectMilliseconds = 2_000;

    /// <summary>Adds membership, snapshots and checkpoints.</summary>
    public static ISiloBuilder AddRedisCluster(this ISiloBuilder silo, FlightClusterOptions cluster)
    {
        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddSingleton(_ => new RedisConnection(Connection(cluster)));
        silo.Services.AddSingleton<ICheckpointStore>(services => ActivatorUtilities.CreateInstance<RedisCheckpointStore>(
            services, cluster.ServiceId, services.GetRequiredService<IOptions<LogOptions>>().Value.Topic, cluster.Redis.WaitForReplicas));
        return silo
            .ConfigureEndpoint(cluster)
            .Configure<ClusterOptions>(o => Name(o, cluster))
            .Configure<ClusterMembershipOptions>(o => Tune(o, cluster))
            .UseRedisClustering(o => o.ConfigurationOptions = Connection(cluster))
            .AddRedisGrainStorageAsDefault(storage => storage.Configure<OrleansGrainStorageSerializer>((o, serializer) =>
            {
                o.ConfigurationOptions = Connection(cluster);
                o.GrainStorageSerializer = serializer;
                o.InitStage = ServiceLifecycleStage.RuntimeGrainServices;
            }));
    }

    /// <summary>Connects a client to the cluster, however long that takes.</summary>
    public static IClientBuilder AddRedisCluster(this IClientBuilder client, FlightClusterOptions cluster) => client
        .Configure<ClusterOptions>(o => Name(o, cluster))
        .Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = GatewayRefresh)
        .UseRedisClustering(o => o.ConfigurationOptions = Connection(cluster))
        .UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            await Task.Delay(ConnectPause, cancellationToken);
            return true;
        });

    private static void Name(ClusterOptions options, FlightClusterOptions cluster)
    {
        options.ClusterId = cluster.ClusterId;
        options.ServiceId = cluster.ServiceId;
    }

    private static void Tune(ClusterMembershipOptions options, FlightClusterOptions cluster)
    {
        options.ProbeTimeout = cluster.ProbeTimeout;
        options.NumMissedProbesLimit = cluster.MissedProbes;
        options.NumVotesForDeathDeclaration = Votes;

        // A second silo must agree anyhow; asking through a third, which may itself be busy, only makes the agreement late.
        options.EnableIndirectProbes = false;
        options.TableRefreshTimeout = MembershipRefresh;
        options.IAmAliveTablePublishTimeout = AliveNote;
        options.DeathVoteExpirationTimeout = SuspicionLifetime;
        options.DefunctSiloExpiration = DeadSiloExpiry;
        options.DefunctSiloCleanupPeriod = DeadSiloCleanup;
    }

    private static ConfigurationOptions Connection(FlightClusterOptions cluster)
    {
        var options = ConfigurationOptions.Parse(cluster.Redis.ConnectionString!);
        options.ReconnectRetryPolicy = new ExponentialRetry(FirstReconnectMilliseconds, LongestReconnectMilliseconds);
        return options;
    }
}
