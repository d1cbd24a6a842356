using OrleansFlights.Flights;

namespace OrleansFlights.Views;

/// <summary>How far a generation has come.</summary>
public enum GenerationState
{
    /// <summary>Rows are being written; nobody may read them.</summary>
    Writing,

    /// <summary>All rows are written: it may be published, now or again.</summary>
    Complete,
}

/// <summary>One result of the batch layer.</summary>
/// <param name="Id">Its number, from 1, rising.</param>
/// <param name="Created">When its run began.</param>
/// <param name="Engine"><c>duckdb</c> or <c>spark</c>.</param>
/// <param name="Mode"><c>full</c> or <c>incremental</c>.</param>
/// <param name="Cut">What of the log it counted.</param>
/// <param name="State">Whether its rows are all there.</param>
public sealed record Generation(long Id, DateTimeOffset Created, string Engine, string Mode, Cut Cut, GenerationState State)
{
    /// <summary>What of the log below its cut it could not count, by partition and offset; empty when it counted everything.</summary>
    public IReadOnlyList<GenerationHole> Holes { get; init; } = [];

    /// <summary>The identity of the log that its offsets belong to; null when it was made before that was kept.</summary>
    public string? Log { get; init; }

    /// <summary>The generation before any batch ran: it counted nothing.</summary>
    public static Generation None { get; } = new(0, DateTimeOffset.UnixEpoch, "none", "none", Cut.Zero, GenerationState.Complete);

    /// <inheritdoc/>
    public bool Equals(Generation? other) =>
        other is not null && Id == other.Id && Created == other.Created && Engine == other.Engine && Mode == other.Mode
            && Cut.Equals(other.Cut) && State == other.State
        && Log == other.Log && Holes.SequenceEqual(other.Holes);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();
}

/// <summary>Offsets that a generation should have counted and nobody has any more.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">The first offset.</param>
/// <param name="To">The offset behind the last.</param>
public readonly record struct GenerationHole(int Partition, long From, long To)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Partition}:{From}-{To}");
}

/// <summary>Says that the published generation stays until it is unpinned, whatever runs make.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Since">When it was pinned.</param>
/// <param name="Reason">Why, as who did it said.</param>
public sealed record GenerationPin(long Generation, DateTimeOffset Since, string Reason)
{
    /// <summary>Why another generation is not published, for people.</summary>
    /// <param name="generation">The other one.</param>
    public string Refusal(long generation) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Generation {generation} is not published: {Generation} is pinned since {Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} ({Reason}); "
        + $"`batch unpin` lets generations be published again.");
}

/// <summary>What readers need to know of the views store: which generation is published and which may be published again.</summary>
/// <param name="Published">The generation that answers are made from; <see cref="Generation.None"/> before the first.</param>
/// <param name="Retained">
/// The complete generations that may still be published, ascending, <paramref name="Published"/> among them; those above it were rolled
/// back from. Empty before the first generation.
/// </param>
public sealed record PublishedGenerations(Generation Published, IReadOnlyList<Generation> Retained)
{
    /// <summary>Before any batch ran.</summary>
    public static PublishedGenerations Empty { get; } = new(Generation.None, []);

    /// <summary>Why the published generation stays as it is; null when runs may publish.</summary>
    public GenerationPin? Pin { get; init; }

    /// <summary>The lowest cut that a publish may still go back to: deltas and the log must reach back to it.</summary>
    public Cut OldestCut => Retained.Aggregate(Published.Cut, (oldest, generation) => oldest.Lower(generation.Cut));
}

/// <summary>The tally of one 5-minute window.</summary>
/// <param name="Window">Index of the window, see <see cref="FlightWindow"/>.</param>
/// <param name="Tally">Its counts.</param>
public readonly record struct WindowTally(int Window, FlightTally Tally);

/// <summary>A key of a dimension and its tally.</summary>
public readonly record struct KeyTally(string Key, FlightTally Tally);
