using System.Globalization;
using GraphQL;
using GraphQLParser.AST;

namespace OrleansFlights.Api.GraphQLNet;

/// <summary>
/// What an operation may ask for, told from its text: the nesting of its fields and how many fields the answer may have, lists counted as
/// many times as they may have items. Introspection is free, except that its own lists nest at most three deep.
/// </summary>
/// <param name="Depth">Deepest nesting of fields.</param>
/// <param name="Complexity">Fields of the largest answer.</param>
/// <param name="IntrospectionDepth">Deepest nesting of introspection's lists.</param>
internal readonly record struct QueryCost(int Depth, long Complexity, int IntrospectionDepth)
{
    /// <summary>Deepest nesting of introspection's lists that is allowed; tools need three.</summary>
    public const int MaxIntrospectionDepth = 3;

    /// <summary>Windows that an open-ended list of windows counts for: a day of hours.</summary>
    private const int UnsaidWindows = 24;

    /// <summary>Items that any other list counts for when the query does not say.</summary>
    private const int UnsaidItems = 10;

    private const long Most = long.MaxValue / 4;

    private static readonly HashSet<string> Sized = ["routes", "topRoutes", "airlines", "airports", "flights"];
    private static readonly HashSet<string> IntrospectionLists = ["fields", "inputFields", "interfaces", "possibleTypes", "args"];
    private static readonly HashSet<string> SmallLists = ["partitions", "silos", "cut", "watermarks", "history"];

    /// <summary>Measures an operation. Takes time proportional to the document, whatever its fragments repeat.</summary>
    public static QueryCost Of(GraphQLDocument document, GraphQLOperationDefinition operation, Inputs variables) =>
        new Measure(document, operation, variables).Selection(operation.SelectionSet, isIntrospection: false);

    private QueryCost Max(QueryCost other) => new(
        Math.Max(Depth, other.Depth), Math.Min(Most, Complexity + other.Complexity), Math.Max(IntrospectionDepth, other.IntrospectionDepth));

    private sealed class Measure(GraphQLDocument document, GraphQLOperationDefinition operation, Inputs variables)
    {
        private readonly Dictionary<(string Fragment, bool Introspection), QueryCost> _fragments = [];

        public QueryCost Selection(GraphQLSelectionSet? selections, bool isIntrospection)
        {
            var sum = default(QueryCost);
            if (selections is null)
                return sum;
            foreach (var selection in selections.Selections)
            {
                sum = sum.Max(selection switch
                {
                    GraphQLField field => Field(field, isIntrospection),
                    GraphQLInlineFragment inline => Selection(inline.SelectionSet, isIntrospection),
                    GraphQLFragmentSpread spread => Fragment(spread.FragmentName.Name.StringValue, isIntrospection),
                    _ => default,
                });
            }

            return sum;
        }

        private QueryCost Field(GraphQLField field, bool isIntrospection)
        {
            var name = field.Name.StringValue;
            isIntrospection |= name.StartsWith("__", StringComparison.Ordinal);
            var inner = Selection(field.SelectionSet, isIntrospection);
            if (isIntrospection)
                return new QueryCost(0, 0, inner.IntrospectionDepth + (IntrospectionLists.Contains(name) ? 1 : 0));
            var complexity = Math.Min(Most, 1 + (inner.Complexity * Items(field, name)));
            return inner with { Depth = inner.Depth + 1, Complexity = complexity };
        }

        private QueryCost Fragment(string name, bool isIntrospection)
        {
            if (_fragments.TryGetValue((name, isIntrospection), out var known))
                return known;
            _fragments[(name, isIntrospection)] = default; // A fragment within itself adds nothing here; validation refuses it.
            var fragment = document.Definitions.OfType<GraphQLFragmentDefinition>().FirstOrDefault(f => f.FragmentName.Name.Value == name);
            return _fragments[(name, isIntrospection)] = Selection(fragment?.SelectionSet, isIntrospection);
        }

        private long Items(GraphQLField field, string name)
        {
            if (name == "windows")
                return Argument(field, "last") ?? UnsaidWindows;
            if (Sized.Contains(name))
                return Argument(field, "first") ?? UnsaidItems;
            return SmallLists.Contains(name) ? UnsaidItems : 1;
        }

        private int? Argument(GraphQLField field, string name)
        {
            var value = field.Arguments?.Items.FirstOrDefault(a => a.Name.Value == name)?.Value;
            if (value is GraphQLVariable variable)
            {
                var key = variable.Name.StringValue;
                if (variables.TryGetValue(key, out var given))
                    return given is int number ? Math.Max(1, number) : null;
                value = operation.Variables?.Items.FirstOrDefault(v => v.Variable.Name.Value == key)?.DefaultValue;
            }

            return value is GraphQLIntValue literal && int.TryParse(literal.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var said)
                ? Math.Max(1, said)
                : null;
        }
    }
}
