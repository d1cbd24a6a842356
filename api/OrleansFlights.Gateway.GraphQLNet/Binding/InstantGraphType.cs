using GraphQL.Types;
using GraphQLParser.AST;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Gateway.GraphQLNet.Binding;

/// <summary>The scalar <c>DateTime</c>: an instant in RFC 3339, given with any offset, answered in UTC.</summary>
public sealed class InstantGraphType : ScalarGraphType
{
    /// <summary>Makes the scalar.</summary>
    public InstantGraphType() => Name = "DateTime";

    /// <inheritdoc/>
    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text => InstantText.Parse(text.Value.ToString()),
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        string text => InstantText.Parse(text),
        DateTimeOffset instant => instant,
        DateTime { Kind: not DateTimeKind.Unspecified } instant => new DateTimeOffset(instant),
        _ => ThrowValueConversionError(value),
    };

    /// <inheritdoc/>
    public override object? Serialize(object? value) => value switch
    {
        null => null,
        DateTimeOffset instant => InstantText.Of(instant),
        _ => ThrowSerializationError(value),
    };
}
