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

    /// <summary>Which: <c>localhost</c> or <c>redis</c>.</summary>
    public string Provider { get; set; } = LocalhostProvider;

    /// <summary>Names the cluster: silos and clients with the same find each other.</summary>
    public string ClusterId { get; set; } = "flights";

    /// <summary>Names what outlives clusters: snapshots and checkpoints belong to it.</summary>
    public string ServiceId { get; set; } = "orleans-flights";

    /// <summary>Port between silos, 0 to 65,535; 0 takes a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients, 0 to 65,535; 0 takes a free one.</summary>
    public int GatewayPort { get; set; }

    /// <summary>IP address or host name at which others reach this silo; default: this machine's own address.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>How long a silo waits for another to answer a probe, and how often it probes, 100 ms to 1 min.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Probes in a row that a silo may miss before it is suspected, 1 to 10. With <see cref="ProbeTimeout"/>: how fast a death is noticed.</summary>
    public int MissedProbes { get; set; } = 3;

    /// <summary>Settings of Redis.</summary>
    public RedisOptions Redis { get; set; } = new();

    /// <summary>Whether the silo is alone and embedded.</summary>
    public bool IsLocalhost => Provider == LocalhostProvider;

    /// <summary>The section <c>Cluster:Redis</c>.</summary>
    public sealed class RedisOptions
    {
        /// <summary>Where Redis is and how to log in, as StackExchange.Redis takes it: <c>host:port,password=…,ssl=true</c>. Must be set.</summary>
        public string? ConnectionString { get; set; }
    }
}
