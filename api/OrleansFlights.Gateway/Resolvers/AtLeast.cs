using System.Collections.Immutable;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>The argument <c>atLeast</c>: what an answer must count before it is given.</summary>
public static class AtLeast
{
    /// <summary>The argument's name.</summary>
    public const string Argument = "atLeast";

    private const string Allowed =
        "the cursor of an answer, or positions such as '0:120,3:88' (per partition, ascending, the offset after the last event)";

    /// <summary>The positions that a text stands for; empty without one.</summary>
    /// <exception cref="BadArgumentException">It is neither a cursor nor positions.</exception>
    public static ImmutableArray<PartitionOffset> Read(string? text)
    {
        if (text is null)
            return [];
        if (text.Contains(':', StringComparison.Ordinal) && Positions.TryParse(text, ',', out var positions))
            return positions;
        return ViewCursor.TryDecode(text, out var cursor) ? cursor.Watermarks : throw new BadArgumentException(Argument, text, Allowed);
    }
}
