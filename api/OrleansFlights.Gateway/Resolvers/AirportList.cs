using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Lists airports: the departures' and the arrivals' keys as one list, events added up.</summary>
/// <remarks>Both directories are read whole: there are some thousand airports in the world, and 17,576 codes.</remarks>
internal static class AirportList
{
    public static async ValueTask<RankingPage> ReadAsync(
        IFlightViews views, int first, RankingEntry? after, IReadOnlySet<string>? codes, long minEvents, RankingOrder order,
            CancellationToken cancellationToken)
    {
        var departures = ReadAllAsync(views, Dimension.Departures, cancellationToken);
        var arrivals = ReadAllAsync(views, Dimension.Arrivals, cancellationToken);
        return Page(await departures, await arrivals, first, after, codes, minEvents, order);
    }

    /// <summary>The codes of all airports that have events.</summary>
    public static async ValueTask<HashSet<string>> KeysAsync(IFlightViews views, CancellationToken cancellationToken)
    {
        var departures = ReadAllAsync(views, Dimension.Departures, cancellationToken);
        var arrivals = ReadAllAsync(views, Dimension.Arrivals, cancellationToken);
        return [.. (await departures).Concat(await arrivals).Select(e => e.Key)];
    }

    /// <summary>Merges two lists and cuts a page out of them.</summary>
    internal static RankingPage Page(
        IEnumerable<RankingEntry> departures, IEnumerable<RankingEntry> arrivals, int first, RankingEntry? after,
            IReadOnlySet<string>? codes, long minEvents, RankingOrder order)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, events) in departures.Concat(arrivals))
            sums[key] = sums.GetValueOrDefault(key) + events;

        var entries = sums
            .Where(s => s.Value >= minEvents && (codes is null || codes.Contains(s.Key)))
            .Select(s => new RankingEntry(s.Key, s.Value))
            .ToList();
        entries.Sort((a, b) => Compare(a, b, order));
        var begin = after is { } last ? entries.FindIndex(e => Compare(e, last, order) > 0) : 0;
        var page = begin < 0 ? [] : entries.Skip(begin).Take(first).ToImmutableArray();
        return new RankingPage(page, begin >= 0 && begin + page.Length < entries.Count, entries.Count);
    }

    private static int Compare(RankingEntry a, RankingEntry b, RankingOrder order)
    {
        var byEvents = order == RankingOrder.EventsDescending ? b.Events.CompareTo(a.Events) : 0;
        return byEvents != 0 ? byEvents : string.CompareOrdinal(a.Key, b.Key);
    }

    private static async Task<List<RankingEntry>> ReadAllAsync(IFlightViews views, Dimension dimension, CancellationToken cancellationToken)
    {
        var all = new List<RankingEntry>();
        var pages = RankingPages.ByKeyAsync(query => views.ListAsync(dimension, query, cancellationToken), cancellationToken);
        await foreach (var page in pages)
            all.AddRange(page.Entries);
        return all;
    }
}
