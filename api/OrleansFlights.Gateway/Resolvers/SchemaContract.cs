using OrleansFlights.Flights;
using OrleansFlights.Gateway.Pipeline;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>
/// The contract, <c>schema.graphql</c>, and the class that answers for each of its object types. Any GraphQL server binds the members of
/// these classes to the fields by name: a property, or a method, whose name may begin with <c>Get</c> (of subscriptions with
/// <c>Stream</c>).
/// </summary>
public static class SchemaContract
{
    /// <summary>The contract's file name, embedded and beside the program.</summary>
    public const string FileName = "schema.graphql";

    /// <summary>Object types by name.</summary>
    public static IReadOnlyDictionary<string, Type> Objects { get; } = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["Query"] = typeof(QueryResolvers),
        ["Subscription"] = typeof(SubscriptionResolvers),
        ["Route"] = typeof(RouteNode),
        ["Airline"] = typeof(AirlineNode),
        ["Airport"] = typeof(AirportNode),
        ["View"] = typeof(ViewNode),
        ["Series"] = typeof(SeriesNode),
        ["SeriesEdge"] = typeof(SeriesEdge),
        ["SeriesWindow"] = typeof(SeriesWindowNode),
        ["Ranking"] = typeof(RankingNode),
        ["RankedView"] = typeof(RankedViewNode),
        ["Place"] = typeof(PlaceNode),
        ["Rollup"] = typeof(RollupNode),
        ["Tally"] = typeof(TallyNode),
        ["StatusCounts"] = typeof(StatusCountsNode),
        ["Delay"] = typeof(DelayNode),
        ["Window"] = typeof(WindowNode),
        ["Provenance"] = typeof(ProvenanceNode),
        ["Totals"] = typeof(TotalsNode),
        ["Hole"] = typeof(Hole),
        ["PartitionOffset"] = typeof(PartitionOffset),
        ["About"] = typeof(AboutNode),
        ["Recount"] = typeof(RecountNode),
        ["Pipeline"] = typeof(PipelineNode),
        ["PipelinePartition"] = typeof(PipelinePartitionNode),
        ["Generation"] = typeof(GenerationNode),
        ["Silo"] = typeof(SiloNode),
        ["PipelineSample"] = typeof(PipelineSample),
        ["Pin"] = typeof(PinAnswer),
        ["QuarantinedView"] = typeof(QuarantinedView),
        ["DeadLetters"] = typeof(DeadLettersNode),
        ["DeadLetter"] = typeof(DeadLetterNode),
        ["RouteConnection"] = typeof(Connection<RouteNode>),
        ["RouteEdge"] = typeof(Edge<RouteNode>),
        ["AirlineConnection"] = typeof(Connection<AirlineNode>),
        ["AirlineEdge"] = typeof(Edge<AirlineNode>),
        ["AirportConnection"] = typeof(Connection<AirportNode>),
        ["AirportEdge"] = typeof(Edge<AirportNode>),
        ["Flight"] = typeof(FlightNode),
        ["Aircraft"] = typeof(Aircraft),
        ["StatusReport"] = typeof(StatusReportNode),
        ["FlightConnection"] = typeof(FlightConnection),
        ["FlightEdge"] = typeof(FlightEdge),
        ["PageInfo"] = typeof(PageInfo),
    };

    /// <summary>The interface of all objects that have an id.</summary>
    public const string Node = "Node";

    /// <summary>The name of the object type that a class answers for.</summary>
    public static string NameOf(object node) => Objects.First(o => o.Value == node.GetType()).Key;

    /// <summary>The text of the contract.</summary>
    public static string ReadText()
    {
        using var stream = typeof(SchemaContract).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"{FileName} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
