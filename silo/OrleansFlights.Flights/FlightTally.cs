using System.Runtime.CompilerServices;

namespace OrleansFlights.Flights;

/// <summary>
/// Counts over a set of flight events. Tallies add up: addition is commutative and associative, an empty tally is its zero,
/// so the same addition serves windows, segments, the batch layer and the merge of both layers.
/// </summary>
/// <remarks>Mutable, and not safe for concurrent use; hand out <see cref="Clone"/>s.</remarks>
public sealed class FlightTally : IEquatable<FlightTally>
{
    private StatusCounts _byStatus;
    private long[]? _histogram;

    /// <summary>Events, of whatever status: COUNT(*).</summary>
    public long Events { get; private set; }

    /// <summary>Events of status departed that carry an actual departure.</summary>
    public long Departures { get; private set; }

    /// <summary>Sum of the delays of <see cref="Departures"/>, in seconds; negative when flights leave early.</summary>
    public long DelaySumSeconds { get; private set; }

    /// <summary>Least delay in seconds; <see cref="int.MaxValue"/> while <see cref="Departures"/> is 0.</summary>
    public int DelayMinSeconds { get; private set; } = int.MaxValue;

    /// <summary>Greatest delay in seconds; <see cref="int.MinValue"/> while <see cref="Departures"/> is 0.</summary>
    public int DelayMaxSeconds { get; private set; } = int.MinValue;

    /// <summary>Departures at most <see cref="DelayHistogram.OnTimeSeconds"/> late.</summary>
    public long OnTime { get; private set; }

    /// <summary>Whether no event was counted.</summary>
    public bool IsEmpty => Events == 0;

    /// <summary>Events of one status.</summary>
    public long this[FlightStatus status] => _byStatus[(int)status];

    /// <summary>Departures by delay: one count per bucket of <see cref="DelayHistogram"/>; empty while there are none.</summary>
    public ReadOnlySpan<long> Histogram => _histogram;

    /// <summary>Restores a tally from its fields.</summary>
    /// <param name="byStatus">One count per status in the order of <see cref="FlightStatus"/>; their sum is <see cref="Events"/>.</param>
    /// <param name="delaySumSeconds">Sum of delays.</param>
    /// <param name="delayMinSeconds">Least delay; ignored without departures.</param>
    /// <param name="delayMaxSeconds">Greatest delay; ignored without departures.</param>
    /// <param name="histogram">Empty, or one count per bucket; their sum is <see cref="Departures"/>.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public static FlightTally Restore(
        ReadOnlySpan<long> byStatus, long delaySumSeconds, int delayMinSeconds, int delayMaxSeconds, ReadOnlySpan<long> histogram)
    {
        if (byStatus.Length != FlightStatuses.Count)
            throw new ArgumentException($"takes {FlightStatuses.Count} counts, got {byStatus.Length}", nameof(byStatus));
        if (histogram.Length is not 0 and not DelayHistogram.Buckets)
            throw new ArgumentException($"takes 0 or {DelayHistogram.Buckets} counts, got {histogram.Length}", nameof(histogram));

        var tally = new FlightTally();
        for (var i = 0; i < byStatus.Length; i++)
        {
            tally._byStatus[i] = byStatus[i];
            tally.Events += byStatus[i];
        }

        var onTimeBuckets = DelayHistogram.BucketOf(DelayHistogram.OnTimeSeconds) + 1;
        for (var i = 0; i < histogram.Length; i++)
        {
            tally.Departures += histogram[i];
            if (i < onTimeBuckets)
                tally.OnTime += histogram[i];
        }

        if (tally.Departures > 0)
        {
            tally._histogram = histogram.ToArray();
            tally.DelaySumSeconds = delaySumSeconds;
            tally.DelayMinSeconds = delayMinSeconds;
            tally.DelayMaxSeconds = delayMaxSeconds;
        }

        return tally;
    }

    /// <summary>Counts one event.</summary>
    public void Add(in FlightFact fact)
    {
        Events++;
        _byStatus[(int)fact.Status]++;
        if (!fact.HasDelay)
            return;

        var delay = fact.DelaySeconds;
        Departures++;
        DelaySumSeconds += delay;
        if (delay < DelayMinSeconds)
            DelayMinSeconds = delay;
        if (delay > DelayMaxSeconds)
            DelayMaxSeconds = delay;
        if (delay <= DelayHistogram.OnTimeSeconds)
            OnTime++;
        (_histogram ??= new long[DelayHistogram.Buckets])[DelayHistogram.BucketOf(delay)]++;
    }

    /// <summary>Adds another tally to this one.</summary>
    public void Add(FlightTally other)
    {
        Events += other.Events;
        for (var i = 0; i < FlightStatuses.Count; i++)
            _byStatus[i] += other._byStatus[i];
        if (other._histogram is null)
            return;

        Departures += other.Departures;
        DelaySumSeconds += other.DelaySumSeconds;
        DelayMinSeconds = Math.Min(DelayMinSeconds, other.DelayMinSeconds);
        DelayMaxSeconds = Math.Max(DelayMaxSeconds, other.DelayMaxSeconds);
        OnTime += other.OnTime;
        var histogram = _histogram ??= new long[DelayHistogram.Buckets];
        for (var i = 0; i < histogram.Length; i++)
            histogram[i] += other._histogram[i];
    }

    /// <summary>The sum of two tallies, which stay as they are.</summary>
    public static FlightTally operator +(FlightTally left, FlightTally right)
    {
        var sum = left.Clone();
        sum.Add(right);
        return sum;
    }

    /// <summary>A copy that later changes of this one do not reach.</summary>
    public FlightTally Clone()
    {
        var copy = (FlightTally)MemberwiseClone();
        copy._histogram = (long[]?)_histogram?.Clone();
        return copy;
    }

    /// <summary>The delay below or at which a share of the departures lies, from the histogram.</summary>
    /// <param name="p">The share, above 0 and at most 1.</param>
    /// <returns>
    /// The upper bound in seconds of the bucket that holds the percentile (nearest rank), clamped to the least and greatest delay, so the
    /// true percentile lies at or below it and within its bucket; null without departures.
    /// </returns>
    public int? DelayPercentileSeconds(double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 1);
        if (double.IsNaN(p))
            throw new ArgumentOutOfRangeException(nameof(p), p, "takes a number");
        if (_histogram is null)
            return null;

        // Decimal, because 0.07 * 100 is a little above 7 in binary and would name the 8th of a hundred.
        var rank = Math.Max(1, (long)Math.Ceiling((decimal)p * Departures));
        long seen = 0;
        for (var i = 0; i < _histogram.Length; i++)
        {
            seen += _histogram[i];
            if (seen >= rank)
                return i < DelayHistogram.BoundSeconds.Length
                    ? Math.Clamp(DelayHistogram.BoundSeconds[i], DelayMinSeconds, DelayMaxSeconds) : DelayMaxSeconds;
        }

        return DelayMaxSeconds;
    }

    /// <inheritdoc/>
    public bool Equals(FlightTally? other)
    {
        if (other is null || Events != other.Events || Departures != other.Departures || DelaySumSeconds != other.DelaySumSeconds
            || DelayMinSeconds != other.DelayMinSeconds || DelayMaxSeconds != other.DelayMaxSeconds || OnTime != other.OnTime)
        {
            return false;
        }

        for (var i = 0; i < FlightStatuses.Count; i++)
        {
            if (_byStatus[i] != other._byStatus[i])
                return false;
        }

        return Histogram.SequenceEqual(other.Histogram);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FlightTally);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Events, Departures, DelaySumSeconds, DelayMinSeconds, DelayMaxSeconds, OnTime);

    /// <summary>All fields in one line, for logs and failed assertions.</summary>
    public override string ToString() =>
        $"events={Events} [{string.Join(' ', FlightStatuses.All.Select(s => $"{s.Name()}={this[s]}"))}] departures={Departures} "
        + $"delay(sum={DelaySumSeconds}s min={DelayMinSeconds} max={DelayMaxSeconds} onTime={OnTime}) "
        + $"histogram=[{string.Join(' ', _histogram ?? [])}]";

    [InlineArray(FlightStatuses.Count)]
    private struct StatusCounts
    {
        private long _first;
    }
}
