using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema types <c>RouteConnection</c>, <c>AirlineConnection</c>, <c>AirportConnection</c>: a page of a list.</summary>
/// <typeparam name="TNode">What is listed.</typeparam>
public sealed class Connection<TNode>
{
    /// <summary>Makes a page.</summary>
    /// <param name="list">The list and its order, for cursors.</param>
    /// <param name="page">The entries.</param>
    /// <param name="isFirst">Whether the page begins the list.</param>
    /// <param name="node">The object of an entry's key.</param>
    public Connection(string list, RankingPage page, bool isFirst, Func<string, TNode> node)
    {
        Edges = [.. page.Entries.Select(e => new Edge<TNode>(list, e, node(e.Key)))];
        PageInfo = new PageInfo(
            page.HasMore, !isFirst, Edges.Count > 0 ? Edges[0].Cursor : null, Edges.Count > 0 ? Edges[^1].Cursor : null);
        TotalCount = page.Total;
    }

    /// <summary>The keys that were asked for, each with its object; nothing lies before or behind them.</summary>
    public static Connection<TNode> OfKeys(string list, IReadOnlyCollection<string> keys, Func<string, TNode> node) =>
        new(list, new RankingPage([.. keys.Select(k => new RankingEntry(k, 0))], HasMore: false, keys.Count), isFirst: true, node);

    /// <summary>Objects with cursors.</summary>
    public IReadOnlyList<Edge<TNode>> Edges { get; }

    /// <summary>Objects.</summary>
    public IReadOnlyList<TNode> Nodes => [.. Edges.Select(e => e.Node)];

    /// <summary>Where the page lies.</summary>
    public PageInfo PageInfo { get; }

    /// <summary>How many on all pages.</summary>
    public int TotalCount { get; }
}

/// <summary>Schema types <c>RouteEdge</c>, <c>AirlineEdge</c>, <c>AirportEdge</c>.</summary>
public sealed class Edge<TNode>(string list, RankingEntry entry, TNode node)
{
    /// <summary>Its place in the list.</summary>
    public string Cursor => PageCursor.Encode(list, entry);

    /// <summary>The object.</summary>
    public TNode Node => node;
}

/// <summary>Schema type <c>PageInfo</c>.</summary>
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
