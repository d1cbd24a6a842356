using System.Collections.Immutable;

namespace OrleansFlights.Flights;

/// <summary>How a measure is made of the delays of departures.</summary>
public enum DelayAggregate
{
    /// <summary>The number of those within the measure's bounds.</summary>
    Count,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The least one.</summary>
    Least,

    /// <summary>The greatest one.</summary>
    Greatest,
}

/// <summary>
/// A measure of the delays of departures. <see cref="All"/> is the one place that names them: the batch layer's SQL, the changefeed and the
/// audit are derived from it, and tests hold the gateway's schema and the stored formats to it. A measure that counts between bounds is
/// read from the histogram, so it needs no new stored format and is right for what was stored before it existed.
/// </summary>
/// <param name="Name">Its name in JSON, snake_case; the gateway's is the same in camelCase.</param>
/// <param name="Column">Its column in SQL.</param>
/// <param name="Aggregate">How it is made.</param>
public sealed record DelayMeasure(string Name, string Column, DelayAggregate Aggregate)
{
    /// <summary>Counts delays above this many seconds, a bound of <see cref="DelayHistogram"/>; null: from the least.</summary>
    public int? AboveSeconds { get; private init; }

    /// <summary>Counts delays of at most this many seconds, a bound of <see cref="DelayHistogram"/>; null: up to the greatest.</summary>
    public int? AtMostSeconds { get; private init; }

    /// <summary>How many there are.</summary>
    public static DelayMeasure Departures { get; } = new("departures", "departures", DelayAggregate.Count);

    /// <summary>The sum of delays.</summary>
    public static DelayMeasure Sum { get; } = new("sum_seconds", "delay_sum", DelayAggregate.Sum);

    /// <summary>The least delay.</summary>
    public static DelayMeasure Least { get; } = new("min_seconds", "delay_min", DelayAggregate.Least);

    /// <summary>The greatest delay.</summary>
    public static DelayMeasure Greatest { get; } = new("max_seconds", "delay_max", DelayAggregate.Greatest);

    /// <summary>Departures that count as on time.</summary>
    public static DelayMeasure OnTime { get; } = new("on_time", "on_time", DelayAggregate.Count)
    {
        AtMostSeconds = DelayHistogram.OnTimeSeconds,
    };

    /// <summary>All measures, in the order of the SQL columns; the number of departures comes first.</summary>
    public static ImmutableArray<DelayMeasure> All { get; } = [Departures, Sum, Least, Greatest, OnTime];

    /// <summary>Those that no histogram tells, and that are therefore stored beside it.</summary>
    public static ImmutableArray<DelayMeasure> Stored { get; } = [.. All.Where(m => m.Aggregate != DelayAggregate.Count)];

    /// <summary>The name in the gateway's schema.</summary>
    public string CamelName { get; } = string.Concat(
        Name.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>Whether it has a value, 0, where there are no departures.</summary>
    public bool IsZeroWithoutDepartures => Aggregate is DelayAggregate.Count or DelayAggregate.Sum;

    /// <summary>The measure's value of a tally; of a tally without departures only where <see cref="IsZeroWithoutDepartures"/>.</summary>
    public long Of(FlightTally tally) => Aggregate switch
    {
        DelayAggregate.Sum => tally.DelaySumSeconds,
        DelayAggregate.Least => tally.DelayMinSeconds,
        DelayAggregate.Greatest => tally.DelayMaxSeconds,
        _ => Count(tally.Histogram),
    };

    /// <summary>As <see cref="Of"/>; null where there is no value.</summary>
    public long? ValueOf(FlightTally tally) => tally.Departures > 0 || IsZeroWithoutDepartures ? Of(tally) : null;

    private long Count(ReadOnlySpan<long> histogram)
    {
        var first = AboveSeconds is { } above ? DelayHistogram.BucketOf(above) + 1 : 0;
        var last = AtMostSeconds is { } most ? DelayHistogram.BucketOf(most) : DelayHistogram.Buckets - 1;
        var count = 0L;
        for (var i = first; i <= last && i < histogram.Length; i++)
            count += histogram[i];
        return count;
    }
}
