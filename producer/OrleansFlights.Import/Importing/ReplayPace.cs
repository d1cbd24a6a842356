namespace OrleansFlights.Import.Importing;

/// <summary>When a past event is due again: as long after the start as it happened after the first event, divided by the speed.</summary>
/// <param name="speed">Seconds of event time per second; infinite for no waiting at all.</param>
internal sealed class ReplayPace(double speed)
{
    private DateTimeOffset? _first;

    /// <summary>Whether nothing ever waits.</summary>
    public bool IsUnlimited => double.IsPositiveInfinity(speed);

    /// <summary>How long until an event is due.</summary>
    /// <param name="happened">When the event happened; null when that is not known: due at once.</param>
    /// <param name="elapsed">Since the start.</param>
    public TimeSpan UntilDue(DateTimeOffset? happened, TimeSpan elapsed)
    {
        if (happened is not { } instant || IsUnlimited)
            return TimeSpan.Zero;
        _first ??= instant;
        var wait = ((instant - _first.Value) / speed) - elapsed;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
