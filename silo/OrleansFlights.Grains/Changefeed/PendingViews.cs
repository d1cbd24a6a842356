using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Changefeed;

/// <summary>
/// Which views have changed since they were told of. Invariant: a view that was touched is waiting or under way until a round that began
/// after the touch ends well.
/// </summary>
public sealed class PendingViews
{
    private readonly Lock _sync = new();
    private Dictionary<ViewKey, ViewAnswer> _waiting = [];
    private Dictionary<ViewKey, ViewAnswer> _underWay = [];
    private TaskCompletionSource _nextRound = NewRound();
    private TaskCompletionSource _thisRound = NewRound();

    /// <summary>Notes that a view has changed, and its newest answer.</summary>
    public void Touch(ViewKey view, ViewAnswer answer)
    {
        lock (_sync)
            _waiting[view] = answer;
    }

    /// <summary>
    /// Completes when all changes of a view up to now were told of, at once when they were; fails when the round that tells of them does.
    /// </summary>
    public Task FlushedAsync(ViewKey view)
    {
        lock (_sync)
            return _waiting.ContainsKey(view) ? _nextRound.Task : _underWay.ContainsKey(view) ? _thisRound.Task : Task.CompletedTask;
    }

    /// <summary>Begins a round with the newest answers of all views that wait.</summary>
    public IReadOnlyDictionary<ViewKey, ViewAnswer> Begin()
    {
        lock (_sync)
        {
            (_underWay, _waiting) = (_waiting, []);
            (_thisRound, _nextRound) = (_nextRound, NewRound());
            return _underWay;
        }
    }

    /// <summary>Ends the round; after a failure its views wait again.</summary>
    public void End(Exception? failure)
    {
        TaskCompletionSource ended;
        lock (_sync)
        {
            ended = _thisRound;
            if (failure is not null)
            {
                foreach (var (view, answer) in _underWay)
                    _waiting.TryAdd(view, answer);
            }

            _underWay = [];
        }

        if (failure is null)
            ended.TrySetResult();
        else
            ended.TrySetException(failure);
    }

    private static TaskCompletionSource NewRound()
    {
        var round = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Not everyone whose round fails was asked for.
        round.Task.Ignore();
        return round;
    }
}
