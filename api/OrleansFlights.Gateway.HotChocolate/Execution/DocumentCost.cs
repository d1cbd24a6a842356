using System.Globalization;
using System.Text.Json;
using HotChocolate.Execution;
using HotChocolate.Language;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.HotChocolate.Execution;

/// <summary>Measures operations as HotChocolate's parser reads them.</summary>
internal sealed class DocumentCost(DocumentNode document, OperationDefinitionNode operation, JsonElement? variables)
    : CostAnalyzer<ISelectionNode>
{
    /// <summary>The cost of the operation that a request names; null when it names none, which execution then tells.</summary>
    public static QueryCost? Of(DocumentNode document, IOperationRequest request)
    {
        var operation = document.Definitions.OfType<OperationDefinitionNode>()
            .FirstOrDefault(o => request.OperationName is null || o.Name?.Value == request.OperationName);
        return operation is null
            ? null
            : new DocumentCost(document, operation, (request as OperationRequest)?.VariableValues?.Document.RootElement)
                .Measure(operation.SelectionSet.Selections);
    }

    /// <summary>The work of validating all of a document; more than <paramref name="most"/> is told as somewhat more.</summary>
    public static long WorkOf(DocumentNode document, long most)
    {
        var operations = document.Definitions.OfType<OperationDefinitionNode>().ToList();
        var selections = operations.Select(o => o.SelectionSet.Selections)
            .Concat(document.Definitions.OfType<FragmentDefinitionNode>().Select(f => f.SelectionSet.Selections));
        return operations.Count == 0 ? 0 : new DocumentCost(document, operations[0], null).ValidationWork(selections, most);
    }

    protected override Selection<ISelectionNode> Read(ISelectionNode selection) => selection switch
    {
        FieldNode field => new(SelectionKind.Field, field.Name.Value, field.SelectionSet?.Selections ?? [], field.Alias?.Value),
        InlineFragmentNode inline => new(SelectionKind.Inline, "", inline.SelectionSet.Selections),
        FragmentSpreadNode spread => new(SelectionKind.Spread, spread.Name.Value, []),
        _ => new(SelectionKind.Inline, "", []),
    };

    protected override IReadOnlyList<ISelectionNode> Fragment(string name) =>
        document.Definitions.OfType<FragmentDefinitionNode>().FirstOrDefault(f => f.Name.Value == name)?.SelectionSet.Selections ?? [];

    protected override int? Argument(ISelectionNode field, string name)
    {
        var value = ((FieldNode)field).Arguments.FirstOrDefault(a => a.Name.Value == name)?.Value;
        if (value is VariableNode variable)
        {
            var key = variable.Name.Value;
            if (variables is { ValueKind: JsonValueKind.Object } && variables.Value.TryGetProperty(key, out var given))
                return given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var number) ? number : null;
            value = operation.VariableDefinitions.FirstOrDefault(v => v.Variable.Name.Value == key)?.DefaultValue;
        }

        return value is IntValueNode literal
            && int.TryParse(literal.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var said) ? said : null;
    }
}
