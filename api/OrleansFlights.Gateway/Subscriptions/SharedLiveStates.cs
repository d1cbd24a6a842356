using System.Runtime.CompilerServices;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>One feed per key while at least one client watches it, whatever their number.</summary>
/// <typeparam name="TKey">What is watched.</typeparam>
/// <typeparam name="T">The states.</typeparam>
internal sealed class SharedLiveStates<TKey, T>(Func<TKey, LiveState<T>> open) : IAsyncDisposable
    where TKey : notnull
    where T : class
{
    private readonly Dictionary<TKey, LiveState<T>> _feeds = [];

    public int Count
    {
        get
        {
            lock (_feeds)
                return _feeds.Count;
        }
    }

    public async IAsyncEnumerable<T> WatchAsync(TKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var feed = Enter(key);
        try
        {
            await foreach (var state in feed.Latest.ReadAsync(cancellationToken))
                yield return state;
        }
        finally
        {
            await LeaveAsync(key, feed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        LiveState<T>[] feeds;
        lock (_feeds)
        {
            feeds = [.. _feeds.Values];
            _feeds.Clear();
        }

        foreach (var feed in feeds)
            await feed.DisposeAsync();
    }

    private LiveState<T> Enter(TKey key)
    {
        lock (_feeds)
        {
            if (!_feeds.TryGetValue(key, out var feed))
            {
                feed = open(key);
                _feeds.Add(key, feed);
                feed.Start();
            }

            feed.Watchers++;
            return feed;
        }
    }

    private ValueTask LeaveAsync(TKey key, LiveState<T> feed)
    {
        lock (_feeds)
        {
            if (--feed.Watchers > 0 || !_feeds.TryGetValue(key, out var current) || current != feed)
                return ValueTask.CompletedTask;
            _feeds.Remove(key);
        }

        return feed.DisposeAsync();
    }
}
