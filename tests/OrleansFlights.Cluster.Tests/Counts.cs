using OrleansFlights.Flights;

namespace OrleansFlights.Cluster.Tests;

/// <summary>A tally counted by this test's own code, or taken from an answer, in one comparable form.</summary>
internal readonly record struct Counts(
    long Events, UInt128 ByStatus, long Departures, long SumSeconds, int MinSeconds, int MaxSeconds, long OnTime)
{
    private const int OnTimeSeconds = 900;

    // Seven counts of 18 bits each are packed into one number; sums stay right modulo 2^128 on both sides.
    private const int StatusBits = 18;
    private static readonly string[] Statuses = ["scheduled", "boarding", "departed", "delayed", "cancelled", "landed", "diverted"];

    public static Counts None { get; } = new(0, 0, 0, 0, int.MaxValue, int.MinValue, 0);

    public static Counts Of(FlightTally tally)
    {
        UInt128 byStatus = 0;
        for (var i = 0; i < Statuses.Length; i++)
            byStatus += (UInt128)(ulong)tally[Enum.Parse<FlightStatus>(Statuses[i], ignoreCase: true)] << (i * StatusBits);
        return new Counts(
            tally.Events, byStatus, tally.Departures, tally.DelaySumSeconds, tally.DelayMinSeconds, tally.DelayMaxSeconds, tally.OnTime);
    }

    public Counts With(string status, int? delay)
    {
        var byStatus = ByStatus + ((UInt128)1 << (Array.IndexOf(Statuses, status) * StatusBits));
        return delay is { } seconds
            ? new Counts(
                Events + 1, byStatus, Departures + 1, SumSeconds
                    + seconds, Math.Min(MinSeconds, seconds), Math.Max(MaxSeconds, seconds), OnTime + (seconds <= OnTimeSeconds ? 1 : 0))
            : this with { Events = Events + 1, ByStatus = byStatus };
    }

    public Counts Plus(Counts other) => new(
        Events + other.Events,
        ByStatus + other.ByStatus,
        Departures + other.Departures,
        SumSeconds + other.SumSeconds,
        Math.Min(MinSeconds, other.MinSeconds),
        Math.Max(MaxSeconds, other.MaxSeconds),
        OnTime + other.OnTime);
}
