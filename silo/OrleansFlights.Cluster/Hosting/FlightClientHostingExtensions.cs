using Microsoft.Extensions.Hosting;
using OrleansFlights.Cluster.Redis;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Cluster.Hosting;

/// <summary>Makes a process a client of the silos.</summary>
public static class FlightClientHostingExtensions
{
    /// <summary>
    /// Connects this process to the cluster that section <c>Cluster</c> names. The host starts when a silo was reached; after that the
    /// client finds other silos by itself.
    /// </summary>
    /// <exception cref="SettingException">A setting is not what it may be, or the cluster is one that nobody outside can reach.</exception>
    public static IHostApplicationBuilder AddFlightClient(this IHostApplicationBuilder builder)
    {
        var cluster = ClusterSettings.Read(builder.Configuration);
        if (cluster.IsLocalhost)
        {
            throw new SettingException(
                $"{FlightClusterOptions.Section}:{nameof(cluster.Provider)}", cluster.Provider,
                    $"{FlightClusterOptions.RedisProvider} for a client");
        }

        builder.UseOrleansClient(client => client.AddRedisCluster(cluster));
        return builder;
    }
}
