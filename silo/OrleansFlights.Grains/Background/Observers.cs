using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Background;

/// <summary>
/// Tells observers of changes, conflated: the first change at once, further ones when the pause is over, always the newest state. Observers
/// that do not renew themselves are forgotten.
/// </summary>
/// <typeparam name="TObserver">The observers.</typeparam>
internal abstract class Observers<TObserver>(Grain grain, TimeSpan pause)
    where TObserver : IGrainObserver
{
    private readonly Dictionary<TObserver, DateTime> _expiries = [];
    private IGrainTimer? _timer;
    private DateTime _lastSent;

    /// <summary>How many there are.</summary>
    public int Count => _expiries.Count;

    /// <summary>Adds or renews an observer and tells it the state now.</summary>
    public void Add(TObserver observer)
    {
        _expiries[observer] = DateTime.UtcNow + ViewGrains.ObserverLifetime;
        Tell(observer).Ignore();
    }

    /// <summary>Forgets an observer.</summary>
    public void Remove(TObserver observer) => _expiries.Remove(observer);

    /// <summary>Says that the state has changed.</summary>
    public void Notify()
    {
        if (_expiries.Count == 0 || _timer is not null)
            return;

        var due = _lastSent + pause - DateTime.UtcNow;
        if (due <= TimeSpan.Zero)
            Send();
        else
            _timer = grain.RegisterGrainTimer(
                SendLater, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    /// <summary>Tells one observer the state now.</summary>
    protected abstract Task Tell(TObserver observer);

    private Task SendLater(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        _timer = null;
        Send();
        return Task.CompletedTask;
    }

    private void Send()
    {
        var now = _lastSent = DateTime.UtcNow;
        foreach (var (observer, expiry) in _expiries)
        {
            if (expiry < now)
                _expiries.Remove(observer);
            else
                Tell(observer).Ignore();
        }
    }
}

/// <summary>A view's observers.</summary>
internal sealed class ViewObservers(Grain grain, Func<ViewAnswer> answer) : Observers<IViewObserver>(grain, Pause)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    protected override Task Tell(IViewObserver observer) => observer.OnChanged(answer());
}
