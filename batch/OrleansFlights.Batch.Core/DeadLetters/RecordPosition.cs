using System.Globalization;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>
/// Where a record lies, or lay, on the topic of events; written <c>3/812</c>. Names a dead letter, of which there is one per place.
/// </summary>
internal readonly record struct RecordPosition(int Partition, long Offset)
{
    /// <summary>Reads <c>PARTITION/OFFSET</c>; null for anything else.</summary>
    public static RecordPosition? TryParse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new RecordPosition(partition, offset)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Offset}");
}
