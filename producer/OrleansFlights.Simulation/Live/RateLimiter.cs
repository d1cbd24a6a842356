namespace OrleansFlights.Simulation.Live;

/// <summary>
/// Says how many records are due. After a stall (a slow log, a sleeping machine) it makes up for one second at most and lets the rest go,
/// so that a pause does not end in a flood.
/// </summary>
/// <param name="rate">Records per second.</param>
public sealed class RateLimiter(double rate)
{
    private const double MostCatchUpSeconds = 1;

    private double _skipped;
    private long _taken;

    /// <summary>Takes what is due.</summary>
    /// <param name="elapsed">Since the start.</param>
    public int Take(TimeSpan elapsed)
    {
        // The first record is due at once, and then one per 1/rate.
        var due = 1 + Math.Floor((elapsed.TotalSeconds * rate) - _skipped) - _taken;
        var most = Math.Max(1, Math.Floor(rate * MostCatchUpSeconds));
        if (due > most)
        {
            _skipped += due - most;
            due = most;
        }

        var take = (int)Math.Max(0, due);
        _taken += take;
        return take;
    }

    /// <summary>How long until the next record is due.</summary>
    /// <param name="elapsed">Since the start.</param>
    public TimeSpan UntilNext(TimeSpan elapsed) =>
        TimeSpan.FromSeconds(Math.Max(0, ((_taken + _skipped) / rate) - elapsed.TotalSeconds));
}
