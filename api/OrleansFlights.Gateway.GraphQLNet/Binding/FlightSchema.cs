using GraphQL.Types;
using GraphQLParser.AST;
using OrleansFlights.Gateway.Resolvers;
using SchemaBuilder = GraphQL.Utilities.SchemaBuilder;

namespace OrleansFlights.Gateway.GraphQLNet.Binding;

/// <summary>
/// Builds the schema of <c>schema.graphql</c> and gives each of its fields the member of a resolver class that has its name.
/// </summary>
public static class FlightSchema
{
    /// <summary>Builds the schema.</summary>
    /// <param name="services">Where resolvers' services come from; all are singletons.</param>
    /// <exception cref="InvalidOperationException">A field has no member, or a member's parameters do not fit.</exception>
    public static ISchema Build(IServiceProvider services)
    {
        var text = SchemaContract.ReadText();
        var contract = GraphQLParser.Parser.Parse(text);
        GraphQL.Types.Schema? made = null;
        var schema = made = GraphQL.Types.Schema.For(text, builder =>
        {
            Bind(builder, contract, services);
            builder.Types.For(SchemaContract.Node).ResolveType =
                node => (IObjectGraphType)made!.AllTypes[SchemaContract.NameOf(node)]!;
        });
        schema.RegisterType(Described(new InstantGraphType(), contract));
        schema.RegisterType(Described(new LongGraphType(), contract));
        schema.Initialize();
        return schema;
    }

    private static void Bind(SchemaBuilder builder, GraphQLDocument contract, IServiceProvider services)
    {
        foreach (var type in contract.Definitions.OfType<GraphQLObjectTypeDefinition>())
        {
            var name = type.Name.StringValue;
            if (!SchemaContract.Objects.TryGetValue(name, out var bound))
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

    /// <summary>A scalar of ours takes the place of the contract's, and with it the description.</summary>
    private static ScalarGraphType Described(ScalarGraphType scalar, GraphQLDocument contract)
    {
        scalar.Description = contract.Definitions.OfType<GraphQLScalarTypeDefinition>().Single(s => s.Name.Value == scalar.Name)
            .Description?.Value.ToString();
        return scalar;
    }
}
