using System.ComponentModel.DataAnnotations;
using OrleansFlights.Simulation.Live;

namespace OrleansFlights.Simulation.Hosting;

/// <summary>The configuration section <c>Simulation</c>.</summary>
public sealed class SimulationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Simulation";

    /// <summary>The default of <see cref="Rate"/>.</summary>
    public const double DefaultRate = 20;

    /// <summary>The default of <see cref="Speed"/>.</summary>
    public const double DefaultSpeed = 60;

    /// <summary>The least <see cref="Speed"/>.</summary>
    public const double LeastSpeed = 0.001;

    /// <summary>The greatest <see cref="Speed"/>.</summary>
    public const double MostSpeed = 1_000_000;

    /// <summary>Whether the process simulates flights; default: yes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Events per second, 0.1 to 100,000.</summary>
    [Range(LiveFeed.LeastRate, LiveFeed.MostRate)]
    public double Rate { get; init; } = DefaultRate;

    /// <summary>The same seed gives the same flights; default: another one each start.</summary>
    public int? Seed { get; init; }

    /// <summary>A file or folder of past flights that is played instead of a simulation; default: none.</summary>
    public string? Source { get; init; }

    /// <summary>How many times faster than in life the source is played, 0.001 to 1,000,000.</summary>
    [Range(LeastSpeed, MostSpeed)]
    public double Speed { get; init; } = DefaultSpeed;
}
