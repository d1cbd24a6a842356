using GraphQL.Types;
using GraphQLParser.AST;
using OrleansFlights.Api.Schema;
using OrleansFlights.Flights;
using OrleansFlights.Grains;
using SchemaBuilder = GraphQL.Utilities.SchemaBuilder;

namespace OrleansFlights.Api.GraphQLNet;

/// <summary>Builds the schema of <c>schema.graphql</c> and gives each of its fields the member of a resolver class that has its name.</summary>
public static class FlightSchema
{
    /// <summary>The contract's file name, embedded and beside the program.</summary>
    public const string FileName = "schema.graphql";

    private static readonly Dictionary<string, Type> Objects = new(StringComparer.Ordinal)
    {
        ["Query"] = typeof(QueryResolvers),
        ["Subscription"] = typeof(SubscriptionResolvers),
        ["Route"] = typeof(RouteNode),
        ["Airline"] = typeof(AirlineNode),
        ["Airport"] = typeof(AirportNode),
        ["View"] = typeof(ViewNode),
        ["Tally"] = typeof(TallyNode),
        ["StatusCounts"] = typeof(StatusCountsNode),
        ["Delay"] = typeof(DelayNode),
        ["Window"] = typeof(WindowNode),
        ["Provenance"] = typeof(ProvenanceNode),
        ["PartitionOffset"] = typeof(PartitionOffset),
        ["Pipeline"] = typeof(PipelineNode),
        ["PipelinePartition"] = typeof(PipelinePartitionNode),
        ["Generation"] = typeof(GenerationNode),
        ["Silo"] = typeof(SiloNode),
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

    /// <summary>The text of the contract.</summary>
    public static string ReadText()
    {
        using var stream = typeof(FlightSchema).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"{FileName} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Builds the schema.</summary>
    /// <param name="services">Where resolvers' services come from; all are singletons.</param>
    /// <exception cref="InvalidOperationException">A field has no member, or a member's parameters do not fit.</exception>
    public static ISchema Build(IServiceProvider services)
    {
        var text = ReadText();
        var schema = GraphQL.Types.Schema.For(text, builder => Bind(builder, GraphQLParser.Parser.Parse(text), services));
        schema.RegisterType(new InstantGraphType());
        schema.Initialize();
        return schema;
    }

    private static void Bind(SchemaBuilder builder, GraphQLDocument contract, IServiceProvider services)
    {
        foreach (var type in contract.Definitions.OfType<GraphQLObjectTypeDefinition>())
        {
            var name = type.Name.StringValue;
            if (!Objects.TryGetValue(name, out var bound))
                throw new InvalidOperationException($"No class is bound to the schema's type {name}.");

            foreach (var field in type.Fields!.Items)
            {
                var config = builder.Types.For(name).FieldFor(field.Name.StringValue);
                var arguments = field.Arguments?.Items.Select(a => a.Name.StringValue).ToHashSet(StringComparer.Ordinal) ?? [];
                var member = new BoundMember(bound, name, field.Name.StringValue, arguments, services);
                if (name == "Subscription")
                {
                    config.StreamResolver = member.ToStream();
                    config.Resolver = EventResolver.Instance;
                }
                else
                {
                    config.Resolver = member.ToResolver();
                }
            }
        }
    }
}
