using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Measure</c>: the names of <see cref="TallyMeasure.All"/>, in its order.</summary>
public enum Measure
{
    /// <summary>Events.</summary>
    Events,

    /// <summary>Departures.</summary>
    Departures,

    /// <summary>Cancellations.</summary>
    Cancellations,

    /// <summary>Cancelled beside departed.</summary>
    CancellationRate,

    /// <summary>Share on time.</summary>
    OnTimeShare,

    /// <summary>Mean delay.</summary>
    MeanDelayMinutes,

    /// <summary>Percentile of the delay.</summary>
    DelayPercentileMinutes,
}

/// <summary>How views are ranked, the arguments checked.</summary>
/// <param name="Kind">Of what kind.</param>
/// <param name="By">The measure.</param>
/// <param name="Share">Of a percentile, the share.</param>
/// <param name="Ascending">Whether the least come first.</param>
/// <param name="MinEvents">Only views with so many events in the span.</param>
/// <param name="MinDepartures">Only views with so many departures in the span.</param>
/// <param name="First">How many.</param>
internal sealed record RankingOrderRule(
    ViewKind Kind, TallyMeasure By, double Share, bool Ascending, long MinEvents, long MinDepartures, int First)
{
    /// <summary>The ranked views: those without a value are left out, ties come most events first, then by key.</summary>
    public IReadOnlyList<RankedViewNode> Rank(MeasuredViews measured, IFlightViews views)
    {
        var ranked = measured.Tallies
            .Where(t => t.Value.Events >= Math.Max(1, MinEvents) && t.Value.Departures >= MinDepartures)
            .Select(t => (t.Key, Tally: t.Value, Value: By.Value(t.Value, Share)))
            .Where(t => t.Value is not null);
        var ordered = Ascending ? ranked.OrderBy(t => t.Value) : ranked.OrderByDescending(t => t.Value);
        return [.. ordered.ThenByDescending(t => t.Tally.Events).ThenBy(t => t.Key, StringComparer.Ordinal).Take(First)
            .Select((t, i) => new RankedViewNode(Kind, i + 1, t.Key, t.Value!.Value, t.Tally, views))];
    }
}

/// <summary>Schema type <c>Ranking</c>.</summary>
public sealed class RankingNode
{
    private readonly MeasuredViews _measured;

    internal RankingNode(RankingOrderRule rule, MeasuredViews measured, IFlightViews views)
    {
        _measured = measured;
        Entries = rule.Rank(measured, views);
    }

    /// <summary>The ranked views.</summary>
    public IReadOnlyList<RankedViewNode> Entries { get; }

    /// <summary>How many views were measured.</summary>
    public int Measured => _measured.Tallies.Count;

    /// <summary>Every view counts at least up to here.</summary>
    public ImmutableArray<PartitionOffset> Positions => _measured.Positions;

    /// <summary>Stands for the positions.</summary>
    public string Cursor => ViewCursor.Encode(_measured.Positions);

    /// <summary>Whether nothing can be missing.</summary>
    public bool Complete => _measured.Complete;
}

/// <summary>Schema type <c>RankedView</c>.</summary>
public sealed class RankedViewNode(ViewKind kind, int rank, string key, double value, FlightTally tally, IFlightViews views)
{
    /// <summary>Its place, from 1.</summary>
    public int Rank => rank;

    /// <summary>Its key.</summary>
    public string Key => key;

    /// <summary>The measure's value.</summary>
    public double Value => value;

    /// <summary>Its counts in the span.</summary>
    public TallyNode Tally => new(tally);

    /// <summary>The route; null for another kind.</summary>
    public RouteNode? Route => kind == ViewKind.Route ? new(new ViewLoader(views, new ViewKey(Dimension.Route, key))) : null;

    /// <summary>The airline; null for another kind.</summary>
    public AirlineNode? Airline => kind == ViewKind.Airline ? new(new ViewLoader(views, ViewKey.Airline(key))) : null;

    /// <summary>The airport; null for another kind.</summary>
    public AirportNode? Airport =>
        kind is ViewKind.Departures or ViewKind.Arrivals ? new(views, ArgumentRules.Airport("key", key)) : null;

    internal FlightTally Counts => tally;
}

/// <summary>What the arguments of a ranking may be.</summary>
internal static class RankingRules
{
    private const int DefaultFirst = 10;
    private const double DefaultShare = 0.95;

    /// <summary>How views are ranked.</summary>
    /// <exception cref="BadArgumentException">Names the argument.</exception>
    public static RankingOrderRule Rule(
        ViewKind kind, Measure by, double? p, bool? ascending, long? minEvents, long? minDepartures, int? first, int most) =>
        new(
            kind,
            TallyMeasure.All[(int)by],
            ArgumentRules.Share("p", p ?? DefaultShare),
            ascending == true,
            ArgumentRules.MinEvents(minEvents),
            minDepartures is null or >= 0
                ? minDepartures ?? 0 : throw new BadArgumentException("minDepartures", minDepartures, "0 or more"),
            ArgumentRules.PageSize("first", first, DefaultFirst, most));

    /// <summary>Which views are measured over which span.</summary>
    /// <exception cref="BadArgumentException">Names the argument.</exception>
    public static MeasureQuestion Question(ViewKind kind, DateTimeOffset? from, DateTimeOffset? to)
    {
        var span = ArgumentRules.Windows(null, from, to, null);
        return new MeasureQuestion(
            kind switch
            {
                ViewKind.Route => Dimension.Route,
                ViewKind.Airline => Dimension.Airline,
                ViewKind.Departures => Dimension.Departures,
                _ => Dimension.Arrivals,
            },
            span.From,
            span.To);
    }
}
