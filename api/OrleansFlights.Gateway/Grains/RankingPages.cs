using System.Runtime.CompilerServices;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>Reads a whole ranking, a page at a time.</summary>
internal static class RankingPages
{
    private const int ReadAtOnce = 1_000;

    /// <summary>All pages in the order of the keys, in which none is missed or comes twice while others are added.</summary>
    /// <param name="list">Reads a page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<RankingPage> ByKeyAsync(
        Func<RankingQuery, ValueTask<RankingPage>> list, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RankingEntry? last = null;
        RankingPage page;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            page = await list(new RankingQuery { First = ReadAtOnce, Order = RankingOrder.Key, After = last });
            yield return page;
            if (page.Entries.Length > 0)
                last = page.Entries[^1];
        }
        while (page.HasMore && page.Entries.Length > 0);
    }
}
