using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>Which dead letters. Every condition given must hold.</summary>
/// <param name="Reason">Text that the reason contains, in upper or lower case.</param>
/// <param name="Partition">The partition of the topic of events that the record came from.</param>
/// <param name="From">The first offset there.</param>
/// <param name="To">The offset there to stop before.</param>
internal sealed record DeadLetterFilter(string? Reason = null, int? Partition = null, long From = 0, long To = long.MaxValue)
{
    /// <summary>Whether it leaves nothing out.</summary>
    public bool TakesAll => this == new DeadLetterFilter();

    /// <summary>Whether a letter is among them.</summary>
    public bool Takes(DeadLetter letter) =>
        (Partition is null || Partition == letter.Partition)
        && letter.Offset >= From
        && letter.Offset < To
        && (Reason is null || letter.Reason.Contains(Reason, StringComparison.OrdinalIgnoreCase));
}
