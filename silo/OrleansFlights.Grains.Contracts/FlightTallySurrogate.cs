using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Contracts;

/// <summary>How a <see cref="FlightTally"/> crosses between silos.</summary>
[GenerateSerializer, Alias("OrleansFlights.FlightTallySurrogate")]
public struct FlightTallySurrogate
{
    /// <summary>Counts per status.</summary>
    [Id(0)]
    public long[] ByStatus;

    /// <summary>Sum of delays.</summary>
    [Id(1)]
    public long DelaySumSeconds;

    /// <summary>Least delay.</summary>
    [Id(2)]
    public int DelayMinSeconds;

    /// <summary>Greatest delay.</summary>
    [Id(3)]
    public int DelayMaxSeconds;

    /// <summary>Counts per bucket, or empty.</summary>
    [Id(4)]
    public long[] Histogram;
}

/// <summary>Converts tallies for the wire.</summary>
[RegisterConverter]
public sealed class FlightTallyConverter : IConverter<FlightTally, FlightTallySurrogate>
{
    /// <inheritdoc/>
    public FlightTally ConvertFromSurrogate(in FlightTallySurrogate surrogate) => FlightTally.Restore(
        surrogate.ByStatus, surrogate.DelaySumSeconds, surrogate.DelayMinSeconds, surrogate.DelayMaxSeconds, surrogate.Histogram);

    /// <inheritdoc/>
    public FlightTallySurrogate ConvertToSurrogate(in FlightTally value)
    {
        var byStatus = new long[FlightStatuses.Count];
        for (var i = 0; i < byStatus.Length; i++)
            byStatus[i] = value[(FlightStatus)i];
        return new FlightTallySurrogate
        {
            ByStatus = byStatus,
            DelaySumSeconds = value.DelaySumSeconds,
            DelayMinSeconds = value.DelayMinSeconds,
            DelayMaxSeconds = value.DelayMaxSeconds,
            Histogram = value.Histogram.ToArray(),
        };
    }
}
