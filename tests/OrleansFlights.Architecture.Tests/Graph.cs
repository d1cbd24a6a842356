namespace OrleansFlights.Architecture.Tests;

/// <summary>An arrow from one node to another.</summary>
internal readonly record struct Edge(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}

/// <summary>Finds the circles of a graph.</summary>
internal static class Graph
{
    /// <summary>The arrows that lie on a circle: whoever follows one can come back to where it began.</summary>
    public static IEnumerable<Edge> OnCircles(IReadOnlyCollection<Edge> edges)
    {
        var targets = edges.ToLookup(e => e.From, e => e.To);
        return edges.Where(edge => Reaches(targets, edge.To, edge.From));
    }

    private static bool Reaches(ILookup<string, string> targets, string from, string to)
    {
        var seen = new HashSet<string> { from };
        var open = new Stack<string>([from]);
        while (open.TryPop(out var next))
        {
            if (next == to)
                return true;
            foreach (var target in targets[next].Where(seen.Add))
                open.Push(target);
        }

        return false;
    }
}
