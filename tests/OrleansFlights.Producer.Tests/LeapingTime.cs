namespace OrleansFlights.Producer.Tests;

/// <summary>A clock that leaps to the end of every wait, so that hours pass in no time and every wait is known.</summary>
internal sealed class LeapingTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks;

    public static readonly DateTimeOffset DefaultStart = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    public LeapingTime()
        : this(DefaultStart)
    {
    }

    /// <summary>How long each wait was.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public void Leap(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // What comes again and again is no wait of anybody's.
        if (period != Timeout.InfiniteTimeSpan)
            return System.CreateTimer(callback, state, dueTime, period);
        lock (Waits)
            Waits.Add(dueTime);
        Leap(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
