using System.Globalization;
using GraphQL;
using GraphQLParser.AST;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.GraphQLNet.Execution;

/// <summary>Measures operations as GraphQL.NET's parser reads them.</summary>
internal sealed class DocumentCost(GraphQLDocument document, GraphQLOperationDefinition operation, Inputs variables) : CostAnalyzer<ASTNode>
{
    private static readonly List<ASTNode> Nothing = [];

    public static QueryCost Of(GraphQLDocument document, GraphQLOperationDefinition operation, Inputs variables) =>
        new DocumentCost(document, operation, variables).Measure(operation.SelectionSet.Selections);

    /// <summary>The work of validating all of a document; more than <paramref name="most"/> is told as somewhat more.</summary>
    public static long WorkOf(GraphQLDocument document, long most)
    {
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>().ToList();
        var selections = operations.Select(o => (IReadOnlyList<ASTNode>)o.SelectionSet.Selections)
            .Concat(document.Definitions.OfType<GraphQLFragmentDefinition>()
                .Select(f => (IReadOnlyList<ASTNode>)f.SelectionSet.Selections));
        return operations.Count == 0 ? 0 : new DocumentCost(document, operations[0], Inputs.Empty).ValidationWork(selections, most);
    }

    protected override Selection<ASTNode> Read(ASTNode selection) => selection switch
    {
        GraphQLField field =>
            new(SelectionKind.Field, field.Name.StringValue, field.SelectionSet?.Selections ?? Nothing, field.Alias?.Name.StringValue),
        GraphQLInlineFragment inline => new(SelectionKind.Inline, "", inline.SelectionSet.Selections),
        GraphQLFragmentSpread spread => new(SelectionKind.Spread, spread.FragmentName.Name.StringValue, Nothing),
        _ => new(SelectionKind.Inline, "", Nothing),
    };

    protected override IReadOnlyList<ASTNode> Fragment(string name) =>
        document.Definitions.OfType<GraphQLFragmentDefinition>()
            .FirstOrDefault(f => f.FragmentName.Name.Value == name)?.SelectionSet.Selections ?? Nothing;

    protected override int? Argument(ASTNode field, string name)
    {
        var value = ((GraphQLField)field).Arguments?.Items.FirstOrDefault(a => a.Name.Value == name)?.Value;
        if (value is GraphQLVariable variable)
        {
            var key = variable.Name.StringValue;
            if (variables.TryGetValue(key, out var given))
                return given as int?;
            value = operation.Variables?.Items.FirstOrDefault(v => v.Variable.Name.Value == key)?.DefaultValue;
        }

        return value is GraphQLIntValue literal
            && int.TryParse(literal.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var said) ? said : null;
    }
}
