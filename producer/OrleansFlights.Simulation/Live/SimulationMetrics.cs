using System.Diagnostics.Metrics;

namespace OrleansFlights.Simulation.Live;

/// <summary>What the simulation measures.</summary>
public static class SimulationMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansFlights.Simulation";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "flights_simulation_records", "{record}", "Records that the simulation appended to the log.");

    internal static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "flights_simulation_retries", "{attempt}", "Appends that failed and were tried again.");
}
