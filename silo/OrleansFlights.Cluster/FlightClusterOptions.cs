using System.ComponentModel.DataAnnotations;
using OrleansFlights.Cluster.Redis;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Cluster;

/// <summary>The configuration section <c>Cluster</c>.</summary>
public sealed class FlightClusterOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cluster";

    /// <summary>One silo in one process, its stores in the data directory.</summary>
    public const string LocalhostProvider = "localhost";

    /// <summary>Silos in processes of their own that find each other, and keep snapshots and checkpoints, in Redis.</summary>
    public const string RedisProvider = "redis";

    private const string Name = "[a-zA-Z0-9._-]{1,100}";
    private const string NameAllowed = "1 to 100 of the characters a-z, A-Z, 0-9, '.', '_' and '-'";

    /// <summary>Which: <c>localhost</c> or <c>redis</c>.</summary>
    [AllowedValues(LocalhostProvider, RedisProvider)]
    public string Provider { get; set; } = LocalhostProvider;

    /// <summary>Names the cluster: silos and clients with the same find each other.</summary>
    [Required]
    [RegularExpression(Name, ErrorMessage = NameAllowed)]
    public string ClusterId { get; set; } = "flights";

    /// <summary>Names what outlives clusters: snapshots and checkpoints belong to it.</summary>
    [Required]
    [RegularExpression(Name, ErrorMessage = NameAllowed)]
    public string ServiceId { get; set; } = "orleans-flights";

    /// <summary>Port between silos, 0 to 65,535; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients, 0 to 65,535; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int GatewayPort { get; set; }

    /// <summary>IP address or host name at which others reach this silo; default: this machine's own address.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>How long a silo waits for another to answer a probe, and how often it probes, 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Probes in a row that a silo may miss before it is suspected, 1 to 10. With <see cref="ProbeTimeout"/>: how fast a death is noticed.
    /// </summary>
    [Range(1, 10)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>Settings of Redis.</summary>
    public RedisOptions Redis { get; set; } = new();

    /// <summary>Whether the silo is alone and embedded.</summary>
    public bool IsLocalhost => Provider == LocalhostProvider;

    /// <summary>The section <c>Cluster:Redis</c>.</summary>
    public sealed class RedisOptions
    {
        /// <summary>
        /// Where Redis is and how to log in, as StackExchange.Redis takes it: <c>host:port,password=…,ssl=true</c>. Must be set.
        /// </summary>
        [Secret]
        [RequiredWhen(nameof(Provider), RedisProvider)]
        [RedisConnection]
        public string? ConnectionString { get; set; }

        /// <summary>
        /// Replicas that must hold a checkpoint, and the snapshots before it, for it to count, 0 to 16. With 0 a failover may lose what was
        /// acknowledged last; that is found out and counted again.
        /// </summary>
        [Range(0, 16)]
        public int WaitForReplicas { get; set; }
    }
}
