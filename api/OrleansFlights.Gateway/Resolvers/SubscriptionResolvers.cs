using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Gateway.Subscriptions;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>
/// Schema type <c>Subscription</c>: per field a stream of what the field then shows. Arguments are checked when the method is called,
/// before the stream is read. Streams never end by themselves and never fail; reading one slowly skips states.
/// </summary>
public sealed class SubscriptionResolvers
{
    private const int DefaultTop = 10;
    private const int DefaultChanged = 50;

    /// <summary>A route as it changes; without the first message when <paramref name="after"/> stands for all that there is.</summary>
    public IAsyncEnumerable<RouteNode> StreamRoute(
        string origin, string destination, string? after, string? atLeast, IFlightViews views, ViewHub hub,
            CancellationToken cancellationToken)
    {
        var (from, to) = ArgumentRules.Route(origin, destination);
        var view = ViewKey.Route(from, to);
        var seen = after is null ? default : ViewCursor.Decode("after", after, view);
        return RouteAsync(view, seen, AtLeast.Read(atLeast), views, hub, cancellationToken);
    }

    /// <summary>The routes with the most events as they change.</summary>
    public IAsyncEnumerable<IReadOnlyList<RouteNode>> StreamTopRoutes(
        int? first, IFlightViews views, ViewHub hub, GraphQLLimits limits, CancellationToken cancellationToken)
    {
        var count = ArgumentRules.PageSize("first", first, DefaultTop, limits.MaxPageSize);
        return hub.WatchTopAsync(Dimension.Route, count, cancellationToken).Select(top => Routes(top.Answers, views));
    }

    /// <summary>The routes that changed, at most so many, once a second.</summary>
    public IAsyncEnumerable<IReadOnlyList<RouteNode>> StreamChangedRoutes(
        int? first, IFlightViews views, ViewHub hub, GraphQLLimits limits, CancellationToken cancellationToken)
    {
        var count = ArgumentRules.PageSize("first", first, DefaultChanged, limits.MaxPageSize);
        return hub.WatchChangesAsync(Dimension.Route, count, cancellationToken).Select(changed => Routes(changed.Answers, views));
    }

    /// <summary>Everything counted, as it changes.</summary>
    public IAsyncEnumerable<TallyNode> StreamTotals(
        string? atLeast, IFlightViews views, ViewHub hub, CancellationToken cancellationToken) =>
        hub.WatchAsync(ViewKey.Total, cancellationToken).From(AtLeast.Read(atLeast), ViewKey.Total, views, cancellationToken)
            .Select(answer => new TallyNode(answer.Tally));

    /// <summary>A flight as it changes.</summary>
    public IAsyncEnumerable<FlightNode> StreamFlight(string id, ViewHub hub, CancellationToken cancellationToken) =>
        hub.WatchFlightAsync(ArgumentRules.FlightId("id", id), cancellationToken).Select(flight => new FlightNode(flight));

    /// <summary>The pipeline, once a second.</summary>
    public IAsyncEnumerable<PipelineNode> StreamPipeline(ViewHub hub, TimeProvider time, CancellationToken cancellationToken) =>
        hub.WatchPipelineAsync(cancellationToken).Select(answer => new PipelineNode(answer, time.GetUtcNow()));

    internal static IReadOnlyList<RouteNode> Routes(IEnumerable<ViewAnswer> answers, IFlightViews views) =>
        [.. answers.Select(a => new RouteNode(new ViewLoader(views, new ViewKey(Dimension.Route, a.Key), a)))];

    private static async IAsyncEnumerable<RouteNode> RouteAsync(
        ViewKey view,
        ImmutableArray<PartitionOffset> seen,
        ImmutableArray<PartitionOffset> atLeast,
        IFlightViews views,
        ViewHub hub,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var answer in hub.WatchAsync(view, cancellationToken).From(atLeast, view, views, cancellationToken))
        {
            // Only what counted more than the cursor, and nothing that counted less: the client would see its number fall.
            if (!seen.IsDefault && (Watermarks.Cover(seen, answer.Watermarks) || !Watermarks.Cover(answer.Watermarks, seen)))
                continue;
            seen = default;
            yield return new RouteNode(new ViewLoader(views, view, answer));
        }
    }
}

/// <summary>Begins the states of a view with one that counts what a client asks for.</summary>
internal static class StateStreams
{
    /// <summary>The states from the first on that counts at least so much, however long that takes.</summary>
    public static async IAsyncEnumerable<ViewAnswer> From(
        this IAsyncEnumerable<ViewAnswer> states, ImmutableArray<PartitionOffset> atLeast, ViewKey view, IFlightViews views,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ViewAnswer? first = null;
        while (!atLeast.IsEmpty && first is null)
        {
            try
            {
                first = await views.ReadAsync(view, atLeast, cancellationToken);
            }
            catch (NotYetException)
            {
                continue; // It waited for long; those who watch wait longer.
            }

            yield return first;
        }

        await foreach (var state in states.WithCancellation(cancellationToken))
        {
            if (!Watermarks.Supersedes(state, first))
                continue;
            first = null;
            yield return state;
        }
    }
}
