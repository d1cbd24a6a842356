using OrleansFlights.Simulation;
using OrleansFlights.Simulation.Faults;
using OrleansFlights.Simulation.World;

namespace OrleansFlights.Producer.Files;

/// <summary>
/// Simulated records for files: evenly spread over a day, or over more days at five a second (about as many as the real world has).
/// </summary>
internal static class GeneratedRecords
{
    public static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan LeastSpan = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeastSpacing = TimeSpan.FromSeconds(0.2);

    /// <summary>The records, the same ones for the same arguments.</summary>
    public static IEnumerable<OutgoingRecord> Of(long count, DateTimeOffset start, int seed, FaultOptions faults)
    {
        var source = new RecordSource(new FlightSimulation(Network.World, seed, compression: 1), faults, seed);
        var spacing = TimeSpan.FromMicroseconds(Math.Max(LeastSpacing.TotalMicroseconds, Math.Floor(LeastSpan.TotalMicroseconds / count)));
        var now = start.ToUniversalTime();
        for (long made = 0; made < count; now += spacing)
        {
            if (!source.TryNext(now, out var record))
                continue;
            made++;
            yield return record;
        }
    }
}
