using System.Collections.Immutable;
using OrleansFlights.Api.Views;
using OrleansFlights.Flights;
using OrleansFlights.Grains;

namespace OrleansFlights.Api.Schema;

/// <summary>Lists airports: the departures' and the arrivals' keys as one list, events added up.</summary>
/// <remarks>Both directories are read whole: there are some thousand airports in the world, and 17,576 codes.</remarks>
internal static class AirportList
{
    private const int ReadAtOnce = 1_000;

    public static async ValueTask<DirectoryPage> ReadAsync(
        IFlightViews views, int first, DirectoryEntry? after, IReadOnlySet<string>? codes, long minEvents, DirectoryOrder order, CancellationToken cancellationToken)
    {
        var departures = ReadAllAsync(views, Dimension.Departures, cancellationToken);
        var arrivals = ReadAllAsync(views, Dimension.Arrivals, cancellationToken);
        return Page(await departures, await arrivals, first, after, codes, minEvents, order);
    }

    /// <summary>Merges two lists and cuts a page out of them.</summary>
    internal static DirectoryPage Page(
        IEnumerable<DirectoryEntry> departures, IEnumerable<DirectoryEntry> arrivals, int first, DirectoryEntry? after, IReadOnlySet<string>? codes, long minEvents, DirectoryOrder order)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, events) in departures.Concat(arrivals))
            sums[key] = sums.GetValueOrDefault(key) + events;

        var entries = sums
            .Where(s => s.Value >= minEvents && (codes is null || codes.Contains(s.Key)))
            .Select(s => new DirectoryEntry(s.Key, s.Value))
            .ToList();
        entries.Sort((a, b) => Compare(a, b, order));
        var begin = after is { } last ? entries.FindIndex(e => Compare(e, last, order) > 0) : 0;
        var page = begin < 0 ? [] : entries.Skip(begin).Take(first).ToImmutableArray();
        return new DirectoryPage(page, begin >= 0 && begin + page.Length < entries.Count, entries.Count);
    }

    private static int Compare(DirectoryEntry a, DirectoryEntry b, DirectoryOrder order)
    {
        var byEvents = order == DirectoryOrder.EventsDescending ? b.Events.CompareTo(a.Events) : 0;
        return byEvents != 0 ? byEvents : string.CompareOrdinal(a.Key, b.Key);
    }

    private static async Task<List<DirectoryEntry>> ReadAllAsync(IFlightViews views, Dimension dimension, CancellationToken cancellationToken)
    {
        var all = new List<DirectoryEntry>();
        DirectoryPage page;
        do
        {
            page = await views.ListAsync(
                dimension,
                new DirectoryQuery { First = ReadAtOnce, Order = DirectoryOrder.Key, After = all.Count > 0 ? all[^1] : null },
                cancellationToken);
            all.AddRange(page.Entries);
        }
        while (page.HasMore && page.Entries.Length > 0);

        return all;
    }
}
