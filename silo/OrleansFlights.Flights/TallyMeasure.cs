using System.Collections.Immutable;

namespace OrleansFlights.Flights;

/// <summary>
/// A number that a tally tells and by which views are compared. <see cref="All"/> is the one place that names them: the gateway's schema,
/// its rankings and its tables are held to it. A measure without a value, such as a share of nothing, is null, never 0 and never NaN.
/// </summary>
/// <param name="Name">Its name, snake_case; the schema's enum has it in upper case.</param>
/// <param name="Value">The value of a tally and, for percentiles, of a share.</param>
public sealed record TallyMeasure(string Name, Func<FlightTally, double, double?> Value)
{
    private const double SecondsPerMinute = 60;

    /// <summary>Events, of whatever status.</summary>
    public static TallyMeasure Events { get; } = new("events", (tally, _) => tally.Events);

    /// <summary>Departures that say when they happened.</summary>
    public static TallyMeasure Departures { get; } = new("departures", (tally, _) => DelayMeasure.Departures.Of(tally));

    /// <summary>Events of status cancelled.</summary>
    public static TallyMeasure Cancellations { get; } = new("cancellations", (tally, _) => tally[FlightStatus.Cancelled]);

    /// <summary>Cancelled beside departed events: of the flights whose fate is known, the share that did not leave.</summary>
    public static TallyMeasure CancellationRate { get; } = new(
        "cancellation_rate",
        (tally, _) => Share(tally[FlightStatus.Cancelled], tally[FlightStatus.Cancelled] + tally[FlightStatus.Departed]));

    /// <summary>Of the departures, the share at most 15 minutes late.</summary>
    public static TallyMeasure OnTimeShare { get; } = new("on_time_share", (tally, _) => Share(tally.OnTime, tally.Departures));

    /// <summary>The mean delay of the departures, in minutes.</summary>
    public static TallyMeasure MeanDelayMinutes { get; } = new(
        "mean_delay_minutes", (tally, _) => Share(tally.DelaySumSeconds / SecondsPerMinute, tally.Departures));

    /// <summary>In minutes, see <see cref="FlightTally.DelayPercentileSeconds"/>.</summary>
    public static TallyMeasure DelayPercentileMinutes { get; } = new(
        "delay_percentile_minutes", (tally, p) => tally.DelayPercentileSeconds(p) / SecondsPerMinute);

    /// <summary>All measures.</summary>
    public static ImmutableArray<TallyMeasure> All { get; } =
        [Events, Departures, Cancellations, CancellationRate, OnTimeShare, MeanDelayMinutes, DelayPercentileMinutes];

    private static double? Share(double part, long whole) => whole > 0 ? part / whole : null;
}
