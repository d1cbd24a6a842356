namespace OrleansFlights.Testing;

/// <summary>Counts that events and other counts are added to.</summary>
public sealed class RunningCounts
{
    private const int OnTimeSeconds = 900;

    private readonly long[] _byStatus = new long[Counts.Statuses.Length];
    private long _departures;
    private long _sumSeconds;
    private long _minSeconds = long.MaxValue;
    private long _maxSeconds = long.MinValue;
    private long _onTime;

    public Counts Value => new(
        _byStatus.Sum(),
        string.Join(' ', _byStatus),
        _departures,
        _sumSeconds,
        _departures == 0 ? null : _minSeconds,
        _departures == 0 ? null : _maxSeconds,
        _onTime);

    public void Add(in LoggedEvent item)
    {
        _byStatus[Array.IndexOf(Counts.Statuses, item.Status)]++;
        if (item.DelaySeconds is { } delay)
            AddDelays(1, delay, delay, delay, delay <= OnTimeSeconds ? 1 : 0);
    }

    public void Add(RunningCounts other)
    {
        for (var i = 0; i < _byStatus.Length; i++)
            _byStatus[i] += other._byStatus[i];
        AddDelays(other._departures, other._sumSeconds, other._minSeconds, other._maxSeconds, other._onTime);
    }

    private void AddDelays(long departures, long sum, long min, long max, long onTime)
    {
        _departures += departures;
        _sumSeconds += sum;
        _minSeconds = Math.Min(_minSeconds, min);
        _maxSeconds = Math.Max(_maxSeconds, max);
        _onTime += onTime;
    }
}
