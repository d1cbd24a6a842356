using OrleansFlights.Gateway.Errors;

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

    /// <summary>Most fields that introspection may answer with; tools need about 120,000 by this count.</summary>
    public const long MaxIntrospection = 500_000;

    /// <summary>Fields that introspection may answer with.</summary>
    public long Introspection { get; private init; }

    private const long LeastValidationWork = 20_000;
    private const long Most = long.MaxValue / 4;

    /// <summary>Why the operation is refused; null when it is within the limits.</summary>
    public ServedError? RefusalUnder(GraphQLLimits limits)
    {
        if (Depth > limits.MaxDepth)
            return new($"The query nests fields {Depth} deep; at most {limits.MaxDepth} are allowed.", ErrorCodes.MaxDepth);
        if (Complexity > limits.MaxComplexity)
            return new(
                $"The query may ask for {Complexity} fields; at most {limits.MaxComplexity} are allowed. Ask for fewer fields or smaller "
                + "pages.", ErrorCodes.MaxComplexity);
        if (IntrospectionDepth > MaxIntrospectionDepth)
            return new(
                $"The query nests lists of the introspection {IntrospectionDepth} deep; at most {MaxIntrospectionDepth} are allowed.",
                ErrorCodes.MaxDepth);
        if (Introspection > MaxIntrospection)
            return new($"The query may ask for {Introspection} fields of the introspection; at most {MaxIntrospection} are allowed.",
                ErrorCodes.MaxComplexity);
        return null;
    }

    /// <summary>The most work that validating a document may be, see <see cref="CostAnalyzer{TSyntax}.ValidationWork"/>.</summary>
    public static long MaxValidationWork(GraphQLLimits limits) => Math.Max(LeastValidationWork, 2L * limits.MaxComplexity);

    /// <summary>Why a document is refused before it is validated; null when it may be.</summary>
    public static ServedError? RefusalOfWork(long work, GraphQLLimits limits) => work <= MaxValidationWork(limits)
        ? null
        : new("The document repeats or nests so many fields and fragments that checking it is too much work. Ask for each field once.",
            ErrorCodes.MaxComplexity);

    /// <summary>The cost of a field of introspection that holds so many items of what lies within.</summary>
    internal QueryCost Introspecting(long inner, long items) =>
        this with { Introspection = Math.Min(Most, 1 + (Math.Min(Most / 100, inner) * items)) };

    /// <summary>The cost of both side by side.</summary>
    internal QueryCost Beside(QueryCost other) => new(
        Math.Max(Depth, other.Depth), Math.Min(Most, Complexity + other.Complexity), Math.Max(IntrospectionDepth, other.IntrospectionDepth))
    {
        Introspection = Math.Min(Most, Introspection + other.Introspection),
    };

    /// <summary>The cost of a field that holds a list of this, and is some work beside.</summary>
    internal QueryCost Under(long items, long work) =>
        this with { Depth = Depth + 1, Complexity = Math.Min(Most, 1 + work + (Complexity * items)) };
}
