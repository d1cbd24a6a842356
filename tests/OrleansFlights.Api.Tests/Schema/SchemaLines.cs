using System.Globalization;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace OrleansFlights.Api.Tests;

/// <summary>
/// A schema as lines that can be compared: one per type, field, argument, input field and enum value, with its description.
/// </summary>
internal static class SchemaLines
{
    private static readonly SDLPrinter Printer = new();

    /// <summary>The lines of a schema's text, in order.</summary>
    public static IReadOnlyList<string> Of(string text) =>
        [.. Parser.Parse(text).Definitions.OfType<GraphQLTypeDefinition>().Where(t => t is not GraphQLDirectiveDefinition).SelectMany(Of)
            .Order(StringComparer.Ordinal)];

    /// <summary>A line.</summary>
    public static string Line(string name, string rest, string? description) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}{rest} \"{description}\"");

    private static IEnumerable<string> Of(GraphQLTypeDefinition type)
    {
        var name = type.Name.StringValue;
        return type switch
        {
            GraphQLScalarTypeDefinition => [Line(name, " SCALAR", Text(type))],
            GraphQLObjectTypeDefinition made =>
                (made.Fields?.Items ?? []).SelectMany(f => OfField(name, f)).Prepend(Line(name, " OBJECT", Text(type))),
            GraphQLInterfaceTypeDefinition shared =>
                (shared.Fields?.Items ?? []).SelectMany(f => OfField(name, f)).Prepend(Line(name, " INTERFACE", Text(type))),
            GraphQLInputObjectTypeDefinition input => (input.Fields?.Items ?? []).Select(f => OfValue($"{name}.{f.Name.StringValue}", f))
                .Prepend(Line(name, " INPUT_OBJECT", Text(type))),
            GraphQLEnumTypeDefinition values => (values.Values?.Items ?? []).Select(v => Line($"{name}.{v.Name.StringValue}", "", Text(v)))
                .Prepend(Line(name, " ENUM", Text(type))),
            _ => throw new NotSupportedException($"{name} is a {type.Kind}."),
        };
    }

    private static IEnumerable<string> OfField(string type, GraphQLFieldDefinition field)
    {
        var name = $"{type}.{field.Name.StringValue}";
        return (field.Arguments?.Items ?? []).Select(a => OfValue($"{name}({a.Name.StringValue})", a))
            .Prepend(Line(name, $": {Print(field.Type)}", Text(field)));
    }

    private static string OfValue(string name, GraphQLInputValueDefinition value) =>
        Line(name, $": {Print(value.Type)}{(value.DefaultValue is { } unsaid ? $" = {Print(unsaid)}" : "")}", Text(value));

    private static string? Text(IHasDescriptionNode node) => node.Description?.Value.ToString();

    private static string Print(ASTNode node)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        Printer.PrintAsync(node, text).AsTask().GetAwaiter().GetResult();
        return text.ToString().Trim();
    }
}
