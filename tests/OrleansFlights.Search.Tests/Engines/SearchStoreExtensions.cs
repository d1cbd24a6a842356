using System.Collections.Immutable;

namespace OrleansFlights.Search.Tests;

internal static class SearchStoreExtensions
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Writes events in one batch and waits until searches see them.</summary>
    public static async Task WriteAsync(this ISearchStore store, IEnumerable<PlacedEvent> events)
    {
        var build = await store.Index.OpenAsync(Token);
        await build.WriteAsync(new IndexBatch("flight-events", PlacedEvent.Fold(events), ImmutableDictionary<int, long>.Empty), Token);
        await store.SeenAsync();
    }

    /// <summary>All flights that meet conditions, page by page.</summary>
    public static async Task<FlightDocument[]> AllAsync(this ISearchStore store, FlightConditions conditions, int pageSize = 50)
    {
        var all = new List<FlightDocument>();
        FlightPage page;
        do
        {
            var after = all.Count == 0 ? (FlightPlace?)null : new FlightPlace(all[^1].ScheduledMicroseconds, all[^1].FlightId);
            page = await store.Search.SearchAsync(new FlightQuery(conditions, pageSize, after), Token);
            all.AddRange(page.Flights);
            Assert.True(page.Flights.Length == pageSize || !page.HasMore, "a page that is not full says that others follow");
        }
        while (page.HasMore);

        return [.. all];
    }
}
