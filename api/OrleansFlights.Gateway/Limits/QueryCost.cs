using OrleansFlights.Gateway.Http;

namespace OrleansFlights.Gateway.Limits;

/// <summary>
/// What an operation may ask for, told from its text: the nesting of its fields and how many fields the answer may have, lists counted as
/// many times as they may have items. Introspection is free, except that its own lists nest at most three deep.
/// </summary>
/// <param name="Depth">Deepest nesting of fields.</param>
/// <param name="Complexity">Fields of the largest answer.</param>
/// <param name="IntrospectionDepth">Deepest nesting of introspection's lists.</param>
public readonly record struct QueryCost(int Depth, long Complexity, int IntrospectionDepth)
{
    /// <summary>Deepest nesting of introspection's lists that is allowed; tools need three.</summary>
    public const int MaxIntrospectionDepth = 3;

    private const long Most = long.MaxValue / 4;

    /// <summary>Why the operation is refused; null when it is within the limits.</summary>
    public ServedError? RefusalUnder(GraphQLLimits limits)
    {
        if (Depth > limits.MaxDepth)
            return new($"The query nests fields {Depth} deep; at most {limits.MaxDepth} are allowed.", ErrorCodes.MaxDepth);
        if (Complexity > limits.MaxComplexity)
            return new($"The query may ask for {Complexity} fields; at most {limits.MaxComplexity} are allowed. Ask for fewer fields or smaller pages.", ErrorCodes.MaxComplexity);
        if (IntrospectionDepth > MaxIntrospectionDepth)
            return new($"The query nests lists of the introspection {IntrospectionDepth} deep; at most {MaxIntrospectionDepth} are allowed.", ErrorCodes.MaxDepth);
        return null;
    }

    /// <summary>The cost of both side by side.</summary>
    internal QueryCost Beside(QueryCost other) => new(
        Math.Max(Depth, other.Depth), Math.Min(Most, Complexity + other.Complexity), Math.Max(IntrospectionDepth, other.IntrospectionDepth));

    /// <summary>The cost of a field that holds a list of this.</summary>
    internal QueryCost Under(long items) => this with { Depth = Depth + 1, Complexity = Math.Min(Most, 1 + (Complexity * items)) };
}
