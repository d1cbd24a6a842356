using System.Collections.Immutable;
using System.Text;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>DeadLetters</c>: a page of them.</summary>
public sealed class DeadLettersNode(DeadLetterPage page)
{
    private const string Prefix = "d1;";

    /// <summary>The letters.</summary>
    public IReadOnlyList<DeadLetterNode> Nodes { get; } = [.. page.Letters.Select(l => new DeadLetterNode(l))];

    /// <summary>Where the next page begins; null when there is none.</summary>
    public string? EndCursor => page.HasMore ? OpaqueText.Encode(Prefix + Positions.Format(page.Before)) : null;

    /// <summary>Whether there may be older ones.</summary>
    public bool HasNextPage => page.HasMore;

    /// <summary>The positions of a cursor; empty without one.</summary>
    /// <exception cref="BadArgumentException">The text is no cursor of such a page.</exception>
    internal static ImmutableArray<PartitionOffset> Before(string argument, string? cursor)
    {
        if (cursor is null)
            return [];
        return OpaqueText.TryDecode(cursor, out var text) && text.StartsWith(Prefix, StringComparison.Ordinal)
            && Positions.TryParse(text.AsSpan(Prefix.Length), ',', out var before)
            ? before
            : throw new BadArgumentException(argument, cursor, "the endCursor of a page of dead letters");
    }
}

/// <summary>Schema type <c>DeadLetter</c>.</summary>
public sealed class DeadLetterNode(DeadLetterEntry entry)
{
    /// <summary>Why it is no flight event.</summary>
    public string Reason => entry.Reason;

    /// <summary>The partition that it came from.</summary>
    public int Partition => entry.Partition;

    /// <summary>Its offset there.</summary>
    public long Offset => entry.Offset;

    /// <summary>The record's timestamp.</summary>
    public DateTimeOffset At => entry.Timestamp;

    /// <summary>The first bytes of its key as text.</summary>
    public string Key => Encoding.UTF8.GetString(entry.Key.AsSpan());

    /// <summary>The first bytes of its value as text.</summary>
    public string Text => Encoding.UTF8.GetString(entry.Value.AsSpan());

    /// <summary>Length of the whole value.</summary>
    public long Bytes => entry.Bytes;
}
