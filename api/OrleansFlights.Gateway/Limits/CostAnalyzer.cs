namespace OrleansFlights.Gateway.Limits;

/// <summary>
/// Measures operations in whatever syntax tree a GraphQL server parses them to. Takes time proportional to the document, whatever its
/// fragments repeat.
/// </summary>
/// <typeparam name="TSyntax">The tree's nodes.</typeparam>
public abstract class CostAnalyzer<TSyntax>
    where TSyntax : class
{
    /// <summary>Windows that an open-ended list of windows counts for: a day of hours.</summary>
    private const int UnsaidWindows = 24;

    /// <summary>Items that any other list counts for when the query does not say.</summary>
    private const int UnsaidItems = 10;

    private static readonly HashSet<string> Sized = ["routes", "topRoutes", "airlines", "airports", "flights"];
    private static readonly HashSet<string> IntrospectionLists = ["fields", "inputFields", "interfaces", "possibleTypes", "args"];
    private static readonly HashSet<string> SmallLists = ["partitions", "silos", "cut", "watermarks", "history"];

    private readonly Dictionary<(string Fragment, bool Introspection), QueryCost> _fragments = [];

    /// <summary>Measures what an operation selects.</summary>
    public QueryCost Measure(IReadOnlyList<TSyntax> selections) => Measure(selections, isIntrospection: false);

    /// <summary>Reads a selection.</summary>
    protected abstract Selection<TSyntax> Read(TSyntax selection);

    /// <summary>What a fragment selects; nothing when there is no such fragment.</summary>
    protected abstract IReadOnlyList<TSyntax> Fragment(string name);

    /// <summary>The whole number that a field's argument holds, by a variable or not; null when it holds none.</summary>
    protected abstract int? Argument(TSyntax field, string name);

    private QueryCost Measure(IReadOnlyList<TSyntax> selections, bool isIntrospection)
    {
        var sum = default(QueryCost);
        for (var i = 0; i < selections.Count; i++)
        {
            var selection = Read(selections[i]);
            sum = sum.Beside(selection.Kind switch
            {
                SelectionKind.Field => Field(selections[i], selection, isIntrospection),
                SelectionKind.Inline => Measure(selection.Inner, isIntrospection),
                _ => Spread(selection.Name, isIntrospection),
            });
        }

        return sum;
    }

    private QueryCost Field(TSyntax field, in Selection<TSyntax> selection, bool isIntrospection)
    {
        isIntrospection |= selection.Name.StartsWith("__", StringComparison.Ordinal);
        var inner = Measure(selection.Inner, isIntrospection);
        return isIntrospection
            ? new QueryCost(0, 0, inner.IntrospectionDepth + (IntrospectionLists.Contains(selection.Name) ? 1 : 0))
            : inner.Under(Items(field, selection.Name));
    }

    private QueryCost Spread(string name, bool isIntrospection)
    {
        if (_fragments.TryGetValue((name, isIntrospection), out var known))
            return known;
        _fragments[(name, isIntrospection)] = default; // A fragment within itself adds nothing here; validation refuses it.
        return _fragments[(name, isIntrospection)] = Measure(Fragment(name), isIntrospection);
    }

    private long Items(TSyntax field, string name)
    {
        if (name == "windows")
            return Math.Max(1, Argument(field, "last") ?? UnsaidWindows);
        if (Sized.Contains(name))
            return Math.Max(1, Argument(field, "first") ?? UnsaidItems);
        return SmallLists.Contains(name) ? UnsaidItems : 1;
    }
}

/// <summary>What a selection is.</summary>
public enum SelectionKind
{
    /// <summary>A field.</summary>
    Field,

    /// <summary>A fragment written where it is used.</summary>
    Inline,

    /// <summary>A fragment named where it is used.</summary>
    Spread,
}

/// <summary>A selection as cost sees it.</summary>
/// <typeparam name="TSyntax">The tree's nodes.</typeparam>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The field's or the fragment's name.</param>
/// <param name="Inner">What it selects in turn.</param>
public readonly record struct Selection<TSyntax>(SelectionKind Kind, string Name, IReadOnlyList<TSyntax> Inner);
