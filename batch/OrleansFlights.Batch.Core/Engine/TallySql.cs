using System.Globalization;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Engine;

/// <summary>
/// The columns of a tally in SQL, derived from the statuses, the measures and the histogram's bounds. The SQL files name where they stand.
/// </summary>
internal static class TallySql
{
    private const string Break = ",\n    ";

    /// <summary>The columns of a histogram.</summary>
    private static IEnumerable<string> Buckets => Enumerable.Range(0, DelayHistogram.Buckets).Select(i => Invariant($"delay_{i:00}"));

    /// <summary>Puts the columns where a SQL file asks for them.</summary>
    public static string Expand(string sql) => sql
        .Replace("/* bucket of delay_seconds */", BucketOfDelay, StringComparison.Ordinal)
        .Replace("/* tally of facts */", TallyOfFacts, StringComparison.Ordinal)
        .Replace("/* sum of tallies */", SumOfTallies, StringComparison.Ordinal);

    /// <summary>The bucket of a delay: bucket i ends, inclusive, at the bound it is compared with.</summary>
    private static string BucketOfDelay
    {
        get
        {
            var bounds = DelayHistogram.BoundSeconds.ToArray();
            var cases = bounds.Select((bound, i) => Invariant($"WHEN delay_seconds <= {bound} THEN {i}"));
            return Invariant($"CASE WHEN delay_seconds IS NULL THEN NULL {string.Join(' ', cases)} ELSE {bounds.Length} END");
        }
    }

    private static string TallyOfFacts => string.Join(Break, (string[])
    [
        "COUNT(*) AS events",
        .. FlightStatuses.All.Select(status => $"COUNT(CASE WHEN status = '{status.Name()}' THEN 1 END) AS {status.Name()}"),
        .. DelayMeasure.All.Select(measure => $"{OfDelays(measure)} AS {measure.Column}"),
        .. Buckets.Select((column, i) => Invariant($"COUNT(CASE WHEN bucket = {i} THEN 1 END) AS {column}")),
    ]);

    private static string SumOfTallies => string.Join(Break, (string[])
    [
        Total("events"),
        .. FlightStatuses.All.Select(status => Total(status.Name())),
        .. DelayMeasure.All.Select(measure => measure.Aggregate switch
        {
            DelayAggregate.Least => $"MIN({measure.Column}) AS {measure.Column}",
            DelayAggregate.Greatest => $"MAX({measure.Column}) AS {measure.Column}",
            _ => Total(measure.Column),
        }),
        .. Buckets.Select(Total),
    ]);

    private static string OfDelays(DelayMeasure measure) => measure switch
    {
        { Aggregate: DelayAggregate.Sum } => "CAST(SUM(CAST(delay_seconds AS BIGINT)) AS BIGINT)",
        { Aggregate: DelayAggregate.Least } => "MIN(delay_seconds)",
        { Aggregate: DelayAggregate.Greatest } => "MAX(delay_seconds)",
        { AboveSeconds: { } above, AtMostSeconds: { } most } =>
            Invariant($"COUNT(CASE WHEN delay_seconds > {above} AND delay_seconds <= {most} THEN 1 END)"),
        { AboveSeconds: { } above } => Invariant($"COUNT(CASE WHEN delay_seconds > {above} THEN 1 END)"),
        { AtMostSeconds: { } most } => Invariant($"COUNT(CASE WHEN delay_seconds <= {most} THEN 1 END)"),
        _ => "COUNT(delay_seconds)",
    };

    private static string Total(string column) => $"CAST(SUM({column}) AS BIGINT) AS {column}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
