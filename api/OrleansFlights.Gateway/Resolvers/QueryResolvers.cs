using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Gateway.Pipeline;
using OrleansFlights.Gateway.Recounts;
using OrleansFlights.Gateway.Subscriptions;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Query</c>. Plain methods: parameters named as arguments take those, the rest are services.</summary>
public sealed class QueryResolvers
{
    private const int DefaultPage = 20;
    private const int DefaultTop = 10;

    /// <summary>A route.</summary>
    public RouteNode GetRoute(string origin, string destination, string? atLeast, IFlightViews views)
    {
        var (from, to) = ArgumentRules.Route(origin, destination);
        return new RouteNode(new ViewLoader(views, ViewKey.Route(from, to), atLeast: AtLeast.Read(atLeast)));
    }

    /// <summary>All routes.</summary>
    public async Task<Connection<RouteNode>> GetRoutes(
        IReadOnlyList<string>? keys, int? first, string? after, RouteFilter? filter, ViewOrder? orderBy, string? atLeast,
            IFlightViews views, SettledReads settled, GraphQLLimits limits, CancellationToken cancellationToken)
    {
        if (keys is not null)
        {
            var least = AtLeast.Read(atLeast);
            var asked = ArgumentRules.Keys(
                "keys", keys, (a, k) => ArgumentRules.RouteKey(a, k).Key, limits.MaxPageSize, filter is null && after is null);
            return Connection<RouteNode>.OfKeys("routes/keys", [.. asked], key =>
                new RouteNode(new ViewLoader(views, new ViewKey(Dimension.Route, key), atLeast: least)));
        }

        var query = Query("routes", first, after, orderBy, filter?.MinEvents, limits) with
        {
            Prefix = filter?.Origin is { } origin ? ArgumentRules.Airport("origin", origin) + "-" : null,
            Suffix = filter?.Destination is { } destination ? "-" + ArgumentRules.Airport("destination", destination) : null,
        };
        var needed = AtLeast.Read(atLeast);
        await settled.WaitAsync(needed, cancellationToken);
        var page = await views.ListAsync(Dimension.Route, query, cancellationToken);
        return new(List("routes", orderBy), page, after is null, key =>
            new RouteNode(new ViewLoader(views, new ViewKey(Dimension.Route, key), atLeast: needed)));
    }

    /// <summary>The routes with the most events, in the order of the counts that the answer shows.</summary>
    public async Task<IReadOnlyList<RouteNode>> GetTopRoutes(
        int? first, string? atLeast, IFlightViews views, SettledReads settled, GraphQLLimits limits, CancellationToken cancellationToken)
    {
        var count = ArgumentRules.PageSize("first", first, DefaultTop, limits.MaxPageSize);
        var needed = AtLeast.Read(atLeast);
        await settled.WaitAsync(needed, cancellationToken);
        var top = await views.TopAsync(Dimension.Route, count, cancellationToken);
        var answers = await Task.WhenAll(
            top.Select(e => views.ReadAsync(new ViewKey(Dimension.Route, e.Key), needed, cancellationToken).AsTask()));
        return SubscriptionResolvers.Routes(TopOrder.Sort(answers), views);
    }

    /// <summary>An airline.</summary>
    public AirlineNode GetAirline(string name, string? atLeast, IFlightViews views) =>
        new(new ViewLoader(views, ViewKey.Airline(ArgumentRules.Airline("name", name)), atLeast: AtLeast.Read(atLeast)));

    /// <summary>All airlines.</summary>
    public async Task<Connection<AirlineNode>> GetAirlines(
        IReadOnlyList<string>? keys, int? first, string? after, AirlineFilter? filter, ViewOrder? orderBy, string? atLeast,
            IFlightViews views, SettledReads settled, GraphQLLimits limits, CancellationToken cancellationToken)
    {
        if (keys is not null)
        {
            var least = AtLeast.Read(atLeast);
            var asked = ArgumentRules.Keys("keys", keys, ArgumentRules.Airline, limits.MaxPageSize, filter is null && after is null);
            return Connection<AirlineNode>.OfKeys("airlines/keys", [.. asked], key =>
                new AirlineNode(new ViewLoader(views, ViewKey.Airline(key), atLeast: least)));
        }

        var query = Query("airlines", first, after, orderBy, filter?.MinEvents, limits) with
        {
            Contains = filter?.NameContains is { } part ? ArgumentRules.Airline("nameContains", part) : null,
        };
        var needed = AtLeast.Read(atLeast);
        await settled.WaitAsync(needed, cancellationToken);
        var page = await views.ListAsync(Dimension.Airline, query, cancellationToken);
        return new(List("airlines", orderBy), page, after is null, key =>
            new AirlineNode(new ViewLoader(views, ViewKey.Airline(key), atLeast: needed)));
    }

    /// <summary>An airport.</summary>
    public AirportNode GetAirport(string code, string? atLeast, IFlightViews views) =>
        new(views, ArgumentRules.Airport("code", code), AtLeast.Read(atLeast));

    /// <summary>All airports.</summary>
    public async Task<Connection<AirportNode>> GetAirports(
        IReadOnlyList<string>? keys, int? first, string? after, AirportFilter? filter, ViewOrder? orderBy, string? atLeast,
            IFlightViews views, SettledReads settled, GraphQLLimits limits, CancellationToken cancellationToken)
    {
        if (keys is not null)
        {
            var least = AtLeast.Read(atLeast);
            var asked = ArgumentRules.Keys(
                "keys", keys, (a, k) => ArgumentRules.Airport(a, k).ToString(), limits.MaxPageSize, filter is null && after is null);
            return Connection<AirportNode>.OfKeys(
                "airports/keys", [.. asked], key => new AirportNode(views, ArgumentRules.Airport("keys", key), least));
        }

        var query = Query("airports", first, after, orderBy, filter?.MinEvents, limits);
        var codes = filter?.Codes?.Select(c => ArgumentRules.Airport("codes", c).ToString()).ToHashSet(StringComparer.Ordinal);
        var needed = AtLeast.Read(atLeast);
        await settled.WaitAsync(needed, cancellationToken);
        var page = await AirportList.ReadAsync(views, query.First, query.After, codes, query.MinEvents, query.Order, cancellationToken);
        return new(
            List("airports", orderBy), page, after is null, key => new AirportNode(views, ArgumentRules.Airport("code", key), needed));
    }

    /// <summary>Views in the order of a measure.</summary>
    public async Task<RankingNode> GetRanking(
        ViewKind kind, Measure by, double? p, DateTimeOffset? from, DateTimeOffset? to, bool? ascending, long? minEvents,
            long? minDepartures, int? first, string? atLeast, IFlightViews views, ViewMeasurer measurer, GraphQLLimits limits,
            CancellationToken cancellationToken)
    {
        var rule = RankingRules.Rule(kind, by, p, ascending, minEvents, minDepartures, first, limits.MaxPageSize);
        var measured = await measurer.ReadAsync(RankingRules.Question(kind, from, to), AtLeast.Read(atLeast), cancellationToken);
        return new RankingNode(rule, measured, views);
    }

    /// <summary>A city.</summary>
    public Task<PlaceNode?> GetCity(
        string name, string country, string? atLeast, IFlightViews views, CancellationToken cancellationToken) =>
        PlaceNode.FindAsync(name, PlaceRules.Country("country", country), AtLeast.Read(atLeast), views, cancellationToken);

    /// <summary>A country.</summary>
    public Task<PlaceNode?> GetCountry(string code, string? atLeast, IFlightViews views, CancellationToken cancellationToken) =>
        PlaceNode.FindAsync(null, PlaceRules.Country("code", code), AtLeast.Read(atLeast), views, cancellationToken);

    /// <summary>An object by its id.</summary>
    public async Task<object?> GetNode(string id, IFlightViews views, IFlightSearch search, CancellationToken cancellationToken) =>
        NodeIds.Read(id) switch
        {
            (NodeIds.Route, var key) => new RouteNode(new ViewLoader(views, ArgumentRules.RouteKey("id", key))),
            (NodeIds.Airline, var key) => GetAirline(key, null, views),
            (NodeIds.Airport, var key) => new AirportNode(views, ArgumentRules.Airport("id", key)),
            _ => await GetFlight(id, search, cancellationToken),
        };

    /// <summary>A flight.</summary>
    public async Task<FlightNode?> GetFlight(string id, IFlightSearch search, CancellationToken cancellationToken) =>
        await search.GetAsync(ArgumentRules.FlightId("id", id), cancellationToken) is { } flight ? new FlightNode(flight) : null;

    /// <summary>Flights.</summary>
    public async Task<FlightConnection> GetFlights(
        string? search, FlightFilter? filter, int? first, string? after, IFlightSearch engine, GraphQLLimits limits,
            CancellationToken cancellationToken)
    {
        var conditions = FlightRules.Conditions(search, filter);
        if (filter?.Status is { Count: 0 })
            return new FlightConnection(engine, null, new FlightPage([], HasMore: false), after is null);
        var query = new FlightQuery(
            conditions, ArgumentRules.PageSize("first", first, DefaultPage, limits.MaxPageSize), FlightCursor.Decode("after", after));
        return new FlightConnection(engine, conditions, await engine.SearchAsync(query, cancellationToken), after is null);
    }

    /// <summary>Everything counted.</summary>
    public TotalsNode GetTotals(string? atLeast, IFlightViews views) =>
        new(new ViewLoader(views, ViewKey.Total, atLeast: AtLeast.Read(atLeast)));

    /// <summary>How far the events have come.</summary>
    public async Task<PipelineNode> GetPipeline(
        string? atLeast, SettledReads settled, TimeProvider time, CancellationToken cancellationToken) =>
        new(await settled.PipelineAsync(AtLeast.Read(atLeast), cancellationToken), time.GetUtcNow());

    /// <summary>The pipeline's last hour.</summary>
    public IReadOnlyList<PipelineSample> GetPipelineHistory(PipelineHistory history, TimeProvider time) => history.Read(time.GetUtcNow());

    /// <summary>Records that are no flight events.</summary>
    public async Task<DeadLettersNode> GetDeadLetters(
        int? first, string? after, DeadLetterReads letters, GraphQLLimits limits, CancellationToken cancellationToken) =>
        new(await letters.ReadAsync(
            ArgumentRules.PageSize("first", first, DefaultPage, Math.Min(limits.MaxPageSize, IDeadLetterGrain.MostAtOnce)),
            DeadLettersNode.Before("after", after), cancellationToken));

    /// <summary>What this gateway is.</summary>
    public AboutNode GetAbout(GatewayFacts facts, IViewRecounter recounter, IOperatorRights rights) => new(facts, recounter, rights);

    /// <summary>A view counted again.</summary>
    public async Task<RecountNode> GetRecount(ViewKind kind, string key, IViewRecounter recounter, CancellationToken cancellationToken) =>
        new(await recounter.RecountAsync(RecountNode.View(kind, key), cancellationToken));

    private static string List(string list, ViewOrder? orderBy) => $"{list}/{(orderBy == ViewOrder.KeyAsc ? "key" : "events")}";

    private static RankingQuery Query(string list, int? first, string? after, ViewOrder? orderBy, long? minEvents, GraphQLLimits limits) =>
        new()
        {
            First = ArgumentRules.PageSize("first", first, DefaultPage, limits.MaxPageSize),
            After = PageCursor.Decode("after", after, List(list, orderBy)),
            Order = orderBy.ToDirectory(),
            MinEvents = ArgumentRules.MinEvents(minEvents),
        };
}
