using System.ComponentModel.DataAnnotations;
using OrleansFlights.Simulation.Live;

namespace OrleansFlights.Simulation;

/// <summary>The configuration section <c>Simulation</c>.</summary>
public sealed class SimulationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Simulation";

    /// <summary>The default of <see cref="Rate"/>.</summary>
    public const double DefaultRate = 20;

    /// <summary>Whether the process simulates flights; default: yes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Events per second, 0.1 to 100,000.</summary>
    [Range(LiveFeed.LeastRate, LiveFeed.MostRate)]
    public double Rate { get; init; } = DefaultRate;

    /// <summary>The same seed gives the same flights; default: another one each start.</summary>
    public int? Seed { get; init; }
}
