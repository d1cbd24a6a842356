using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>The answers of the top views at one moment, most events first.</summary>
/// <param name="Answers">The answers.</param>
public sealed record TopViews(ImmutableArray<ViewAnswer> Answers);

/// <summary>
/// Follows the views of a dimension with the most events: the directory's observer says which they are, and their answers are read once
/// per change for all clients.
/// </summary>
public sealed class TopLiveState : LiveState<TopViews>, ITopObserver
{
    private readonly LiveStateContext _context;
    private readonly Dimension _dimension;
    private readonly int _count;
    private readonly IRankingGrain _directory;
    private readonly ConflatedState<Entries> _entries = new();
    private readonly CancellationTokenSource _stop = new();
    private ITopObserver? _self;
    private Task _reading = Task.CompletedTask;

    /// <summary>Makes a feed of the top <paramref name="count"/> views.</summary>
    public TopLiveState(LiveStateContext context, Dimension dimension, int count)
        : base(context)
    {
        _context = context;
        _dimension = dimension;
        _count = count;
        _directory = context.Grains.GetGrain<IRankingGrain>(dimension.Name());
    }

    /// <inheritdoc/>
    protected override string Name => $"top {_count} of {_dimension.Name()}";

    /// <inheritdoc/>
    public Task OnChanged(ImmutableArray<RankingEntry> top)
    {
        _entries.Publish(new Entries(top));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        _self ??= _context.Grains.CreateObjectReference<ITopObserver>(this);
        await _directory.ObserveTop(_count, _self).AsTask().WaitAsync(cancellationToken);
        if (_reading.IsCompleted)
            _reading = Task.Run(ReadAsync, CancellationToken.None);

        if (await Task.WhenAny(_reading, Task.Delay(_context.Renewal, _context.Time, cancellationToken)) == _reading)
            await _reading;
        return TimeSpan.Zero;
    }

    /// <inheritdoc/>
    protected override async ValueTask LeaveAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        if (_self is null)
            return;
        await _directory.LeaveTop(_self).AsTask().WaitAsync(LiveStateContext.LeavePatience, _context.Time);
        _context.Grains.DeleteObjectReference<ITopObserver>(_self);
    }

    private async Task ReadAsync()
    {
        await foreach (var entries in _entries.ReadAsync(_stop.Token))
        {
            var known = Latest.Value?.Answers.ToDictionary(a => a.Key, StringComparer.Ordinal) ?? [];
            var answers = await Task.WhenAll(
                entries.Top.Select(e => _context.Views.ReadAsync(new ViewKey(_dimension, e.Key), _stop.Token).AsTask()));
            var newest = answers.Select(a => known.TryGetValue(a.Key, out var k) && !Watermarks.Supersedes(a, k) ? k : a);
            var top = new TopViews([.. TopOrder.Sort(newest)]);
            if (Supersedes(top, Latest.Value))
                Latest.Publish(top);
        }
    }

    private static bool Supersedes(TopViews top, TopViews? known) =>
        known is null || top.Answers.Length != known.Answers.Length
        || top.Answers.Zip(known.Answers).Any(p => p.First.Key != p.Second.Key || Watermarks.Supersedes(p.First, p.Second));

    private sealed record Entries(ImmutableArray<RankingEntry> Top);
}

/// <summary>The order of top views: most events first, ties by key.</summary>
public static class TopOrder
{
    /// <summary>Sorts answers.</summary>
    public static IEnumerable<ViewAnswer> Sort(IEnumerable<ViewAnswer> answers) =>
        answers.OrderByDescending(a => a.Tally.Events).ThenBy(a => a.Key, StringComparer.Ordinal);
}
