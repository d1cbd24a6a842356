namespace OrleansFlights.Log;

/// <summary>
/// Which log the offsets of a topic belong to: a topic that is deleted and made again under its old name has another identity, and an
/// offset of the one means nothing in the other. Whatever keeps offsets keeps the identity with them.
/// </summary>
/// <param name="Value">Short text without white space, stable for as long as the topic exists; for storing and comparing only.</param>
public sealed record LogIdentity(string Value)
{
    private const string NamePrefix = "name:";

    /// <summary>
    /// Whether it is but the topic's name: it tells topics apart, but not a topic from one that was made again under its name.
    /// </summary>
    public bool IsNameOnly => Value.StartsWith(NamePrefix, StringComparison.Ordinal);

    /// <summary>The identity of a topic on a log that gives its topics none.</summary>
    public static LogIdentity OfName(string topic) => new(NamePrefix + topic);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
