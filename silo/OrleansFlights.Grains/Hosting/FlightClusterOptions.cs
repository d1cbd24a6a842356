namespace OrleansFlights.Grains.Hosting;

/// <summary>The configuration section <c>Cluster</c>.</summary>
public sealed class FlightClusterOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cluster";

    /// <summary><c>localhost</c>: one silo in one process.</summary>
    public string Provider { get; set; } = "localhost";

    /// <summary>Port between silos, 0 to 65,535; 0 takes a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients, 0 to 65,535; 0 takes a free one.</summary>
    public int GatewayPort { get; set; }
}
