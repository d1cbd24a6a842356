using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Tally</c>.</summary>
public sealed class TallyNode(FlightTally tally)
{
    /// <summary>Events.</summary>
    public long Events => tally.Events;

    /// <summary>Events by status.</summary>
    public StatusCountsNode ByStatus => new(tally);

    /// <summary>Delays; null without departures.</summary>
    public DelayNode? Delay => tally.Departures > 0 ? new(tally) : null;

    /// <summary>Cancelled beside departed.</summary>
    public double? CancellationRate => TallyMeasure.CancellationRate.Value(tally, 0);

    /// <summary>Share of the departures that were on time.</summary>
    public double? OnTimeShare => TallyMeasure.OnTimeShare.Value(tally, 0);

    /// <summary>Mean delay.</summary>
    public double? MeanDelayMinutes => TallyMeasure.MeanDelayMinutes.Value(tally, 0);
}

/// <summary>Schema type <c>StatusCounts</c>.</summary>
public sealed class StatusCountsNode(FlightTally tally)
{
    /// <summary>Scheduled.</summary>
    public long Scheduled => tally[FlightStatus.Scheduled];

    /// <summary>Boarding.</summary>
    public long Boarding => tally[FlightStatus.Boarding];

    /// <summary>Departed.</summary>
    public long Departed => tally[FlightStatus.Departed];

    /// <summary>Delayed.</summary>
    public long Delayed => tally[FlightStatus.Delayed];

    /// <summary>Cancelled.</summary>
    public long Cancelled => tally[FlightStatus.Cancelled];

    /// <summary>Landed.</summary>
    public long Landed => tally[FlightStatus.Landed];

    /// <summary>Diverted.</summary>
    public long Diverted => tally[FlightStatus.Diverted];
}

/// <summary>Schema type <c>Delay</c>, of a tally with departures.</summary>
public sealed class DelayNode(FlightTally tally)
{
    private const double SecondsPerMinute = 60;

    /// <summary>How many departures.</summary>
    public long Departures => tally.Departures;

    /// <summary>Sum of delays.</summary>
    public long SumSeconds => tally.DelaySumSeconds;

    /// <summary>Least delay.</summary>
    public int MinSeconds => tally.DelayMinSeconds;

    /// <summary>Greatest delay.</summary>
    public int MaxSeconds => tally.DelayMaxSeconds;

    /// <summary>Mean delay.</summary>
    public double AverageMinutes => tally.DelaySumSeconds / SecondsPerMinute / tally.Departures;

    /// <summary>Departures at most 15 minutes late.</summary>
    public long OnTime => tally.OnTime;

    /// <summary>Percentile of the delay.</summary>
    public double GetPercentileMinutes(double p) => tally.DelayPercentileSeconds(ArgumentRules.Share("p", p))!.Value / SecondsPerMinute;
}

/// <summary>Schema type <c>Window</c>.</summary>
public sealed class WindowNode(WindowAnswer window)
{
    /// <summary>First instant.</summary>
    public DateTimeOffset Start => FlightWindow.StartOf(window.Start);

    /// <summary>Width.</summary>
    public int Minutes => window.Minutes;

    /// <summary>Counts.</summary>
    public TallyNode Tally => new(window.Tally);
}

/// <summary>Schema type <c>Provenance</c>.</summary>
public sealed class ProvenanceNode(ViewAnswer answer)
{
    /// <summary>Batch generation.</summary>
    public long Generation => answer.Generation;

    /// <summary>The generation's cut.</summary>
    public ImmutableArray<PartitionOffset> Cut => answer.Cut;

    /// <summary>Up to where the answer counts.</summary>
    public ImmutableArray<PartitionOffset> Watermarks => answer.Watermarks;

    /// <summary>The generation's counts.</summary>
    public TallyNode Batch => new(answer.Batch);

    /// <summary>The speed layer's counts.</summary>
    public TallyNode Realtime => new(answer.Realtime);

    /// <summary>Whether nothing can be missing.</summary>
    public bool Complete => answer.Complete;

    /// <summary>What is missing.</summary>
    public ImmutableArray<Hole> Missing => answer.Missing.IsDefault ? [] : answer.Missing;
}
