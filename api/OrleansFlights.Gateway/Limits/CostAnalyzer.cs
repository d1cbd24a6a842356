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

    /// <summary>Windows of a page of a series when the query does not say.</summary>
    private const int UnsaidSeries = 100;

    /// <summary>Items that any other list counts for when the query does not say.</summary>
    private const int UnsaidItems = 10;

    private static readonly HashSet<string> Sized = ["routes", "topRoutes", "airlines", "airports", "flights", "ranking", "deadLetters"];

    /// <summary>Fields that read many views however little of them is shown, and about how many.</summary>
    private static readonly Dictionary<string, int> Heavy = new(StringComparer.Ordinal)
    {
        ["ranking"] = 1_000,
        ["country"] = 100,
        ["city"] = 10,
    };

    private static readonly HashSet<string> IntrospectionLists = ["fields", "inputFields", "interfaces", "possibleTypes", "args"];
    /// <summary>About how long the lists of this schema's introspection are.</summary>
    private static readonly Dictionary<string, int> IntrospectionSizes = new(StringComparer.Ordinal)
    {
        ["types"] = 60,
        ["directives"] = 5,
        ["fields"] = 10,
        ["inputFields"] = 6,
        ["args"] = 4,
        ["enumValues"] = 7,
        ["interfaces"] = 2,
        ["possibleTypes"] = 2,
    };

    private static readonly HashSet<string> SmallLists = ["partitions", "silos", "cut", "watermarks", "history", "quarantine", "missing"];

    /// <summary>
    /// Deepest nesting, through fragments, that is looked at: far below it a query is too deep, and a fragment within itself has no bottom.
    /// </summary>
    private const int DeepestMerge = 200;

    private readonly Dictionary<(string Fragment, bool Introspection), QueryCost> _fragments = [];

    /// <summary>Measures what an operation selects.</summary>
    public QueryCost Measure(IReadOnlyList<TSyntax> selections) => Measure(selections, isIntrospection: false);

    /// <summary>
    /// The work of validating a document: its fields, fragments spread out, and every pair of selections under one name of the answer,
    /// which validation compares with each other and with all that they select. Looks no further once it is above <paramref name="most"/>.
    /// </summary>
    /// <param name="definitions">What each operation selects, also those that are not executed.</param>
    /// <param name="most">What is allowed.</param>
    public long ValidationWork(IEnumerable<IReadOnlyList<TSyntax>> definitions, long most)
    {
        var work = 0L;
        foreach (var selections in definitions)
            Merge([selections], ref work, most, 0);
        return work;
    }

    /// <summary>Reads a selection.</summary>
    protected abstract Selection<TSyntax> Read(TSyntax selection);

    /// <summary>What a fragment selects; nothing when there is no such fragment.</summary>
    protected abstract IReadOnlyList<TSyntax> Fragment(string name);

    /// <summary>The whole number that a field's argument holds, by a variable or not; null when it holds none.</summary>
    protected abstract int? Argument(TSyntax field, string name);

    private void Merge(IReadOnlyList<IReadOnlyList<TSyntax>> parts, ref long work, long most, int depth)
    {
        if (depth > DeepestMerge)
            work = most + 1;
        var fields = new Dictionary<string, List<IReadOnlyList<TSyntax>>>(StringComparer.Ordinal);
        var spreads = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<IReadOnlyList<TSyntax>>(parts);
        var spread = 0L;
        while (work <= most && open.TryPop(out var selections))
        {
            for (var i = 0; i < selections.Count; i++)
            {
                work++;
                var selection = Read(selections[i]);
                if (selection.Kind == SelectionKind.Field)
                {
                    var name = selection.Alias ?? selection.Name;
                    if (!fields.TryGetValue(name, out var same))
                        fields.Add(name, same = []);
                    work += same.Count;
                    same.Add(selection.Inner);
                }
                else if (selection.Kind == SelectionKind.Inline)
                {
                    open.Push(selection.Inner);
                }
                else
                {
                    work += spread++;
                    if (spreads.Add(selection.Name))
                        open.Push(Fragment(selection.Name));
                }
            }
        }

        foreach (var same in fields.Values)
        {
            if (work > most)
                return;
            Merge(same, ref work, most, depth + 1);
        }
    }

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
                .Introspecting(inner.Introspection, IntrospectionSizes.GetValueOrDefault(selection.Name, 1))
            : inner.Under(Items(field, selection.Name), selection.Inner.Count > 0 ? Heavy.GetValueOrDefault(selection.Name) : 0);
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
        if (name == "series")
            return Math.Max(1, Argument(field, "first") ?? UnsaidSeries);
        if (name == "pipelineHistory")
            return Pipeline.PipelineHistory.Most;
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
/// <param name="Alias">The name that the answer gives a field; null for its own.</param>
public readonly record struct Selection<TSyntax>(SelectionKind Kind, string Name, IReadOnlyList<TSyntax> Inner, string? Alias = null);
