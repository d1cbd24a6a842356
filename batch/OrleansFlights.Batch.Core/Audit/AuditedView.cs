using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>A field in which a view is not what a recount says.</summary>
/// <param name="Source">Whose number is wrong, such as <c>views</c> or <c>gateway realtime</c>.</param>
/// <param name="Field">The field.</param>
/// <param name="Recounted">What the recount found.</param>
/// <param name="Found">What the source says.</param>
internal sealed record Difference(string Source, string Field, string Recounted, string Found)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}: {Field} is {Found}, recounted {Recounted}";
}

/// <summary>What the audit of one view found.</summary>
/// <param name="Name">The view; or what else was compared.</param>
/// <param name="Generation">The generation it was compared under.</param>
/// <param name="Events">Events recounted.</param>
/// <param name="Differences">Where it is wrong; empty when it is right.</param>
internal sealed record AuditedView(string Name, long Generation, long Events, IReadOnlyList<Difference> Differences)
{
    /// <summary>The differences of a tally, as a source has it, to the recounted one.</summary>
    public static IEnumerable<Difference> Compare(string source, FlightTally recounted, TallyFields found) =>
        TallyFields.Of(recounted).DifferencesTo(found).Select(d => new Difference(source, d.Field, d.Expected, d.Actual));
}
