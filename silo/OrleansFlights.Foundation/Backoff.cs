namespace OrleansFlights.Foundation;

/// <summary>
/// How long to wait between attempts: at random up to a ceiling that doubles with each failure ("full jitter"), so that those who failed
/// together do not come back together. Waits for nothing itself.
/// </summary>
/// <param name="first">The ceiling after the first failure.</param>
/// <param name="longest">The ceiling that is never exceeded.</param>
/// <param name="random">Where chance comes from; default: <see cref="Random.Shared"/>.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Random? random = null)
{
    private const int MostDoublings = 40;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>Counts a failure and says how long to wait; more than zero.</summary>
    public TimeSpan Next() => After(++Failures);

    /// <summary>An attempt succeeded: the next failure is the first again.</summary>
    public void Reset() => Failures = 0;

    /// <summary>How long to wait after so many failures, 1 and up, for those who count themselves.</summary>
    public TimeSpan After(int failures)
    {
        var ceiling = Ceiling(failures);
        return TimeSpan.FromTicks(Math.Max(1, (long)(ceiling.Ticks * (1 - (random ?? Random.Shared).NextDouble()))));
    }

    /// <summary>The longest wait after so many failures.</summary>
    public TimeSpan Ceiling(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var doubled = first.Ticks * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return doubled < longest.Ticks ? TimeSpan.FromTicks((long)doubled) : longest;
    }
}
