using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>
/// Follows which views of a dimension change: looks at the ranking once a second while somebody watches, and publishes the answers of those
/// whose number of events grew, the most grown first, at most so many. What it costs is bounded: so many keys looked at, so many views
/// read, a second.
/// </summary>
public sealed class ChangesLiveState(LiveStateContext context, Dimension dimension, int most) : LiveState<TopViews>(context)
{
    private const int KeysPerPage = 1_000;
    private const int MostKeys = 5_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LiveStateContext _context = context;
    private Dictionary<string, long>? _known;

    /// <inheritdoc/>
    protected override string Name => $"changes of {dimension.Name()}";

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        var now = await ListAsync(cancellationToken);
        var changed = _known is { } before ? Changes.Between(before, now, most) : [];
        _known = now;
        if (changed.Count > 0)
        {
            var answers = await Task.WhenAll(
                changed.Select(key => _context.Views.ReadAsync(new ViewKey(dimension, key), cancellationToken).AsTask()));
            Latest.Publish(new TopViews([.. answers]));
        }
        else if (Latest.Value is null)
        {
            Latest.Publish(new TopViews(ImmutableArray<ViewAnswer>.Empty));
        }

        return Interval;
    }

    /// <inheritdoc/>
    protected override ValueTask LeaveAsync() => ValueTask.CompletedTask;

    private async Task<Dictionary<string, long>> ListAsync(CancellationToken cancellationToken)
    {
        // A key that grew while the pages were read may have moved to one read before; then it keeps its number and is found the next time.
        var keys = new Dictionary<string, long>(_known ?? [], StringComparer.Ordinal);
        var query = new RankingQuery { First = KeysPerPage, Order = RankingOrder.EventsDescending };
        for (var read = 0; read < MostKeys; read += KeysPerPage)
        {
            var page = await _context.Views.ListAsync(dimension, query, cancellationToken);
            foreach (var entry in page.Entries)
                keys[entry.Key] = entry.Events;
            if (!page.HasMore)
                break;
            query = query with { After = page.Entries[^1] };
        }

        return keys;
    }
}

/// <summary>What changed between two looks at a ranking.</summary>
public static class Changes
{
    /// <summary>The keys that have more events than before, or are new, the most grown first, ties by key, at most so many.</summary>
    public static IReadOnlyList<string> Between(
        IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> now, int most) =>
    [
        .. now
            .Select(entry => (entry.Key, Grown: entry.Value - before.GetValueOrDefault(entry.Key)))
            .Where(change => change.Grown > 0)
            .OrderByDescending(change => change.Grown)
            .ThenBy(change => change.Key, StringComparer.Ordinal)
            .Take(most)
            .Select(change => change.Key),
    ];
}
