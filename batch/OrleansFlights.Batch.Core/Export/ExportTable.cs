using DuckDB.NET.Data;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Export;

/// <summary>The columns of exported tallies.</summary>
internal static class ExportTable
{
    /// <summary>SQL that makes the table.</summary>
    public static string Create(bool windows) =>
        $"""
         SET TimeZone = 'UTC';
         CREATE TEMP TABLE export (dimension VARCHAR, view_key VARCHAR{(windows ? ", window_start TIMESTAMPTZ" : "")}, events BIGINT,
             {string.Join(", ", FlightStatuses.All.Select(status => $"{status.Name()} BIGINT"))},
             departures BIGINT, delay_sum_seconds BIGINT, delay_min_seconds INTEGER, delay_max_seconds INTEGER, on_time BIGINT)
         """;

    /// <summary>Adds a row; delays are null where nothing departed with one.</summary>
    public static void Append(DuckDBAppender appender, Dimension dimension, string key, int? window, in FlightTally tally)
    {
        var row = appender.CreateRow().AppendValue(dimension.Name()).AppendValue(key);
        if (window is { } index)
            row.AppendValue(DateTimeOffset.FromUnixTimeSeconds((long)index * FlightWindow.Seconds));
        row.AppendValue(tally.Events);
        foreach (var status in FlightStatuses.All)
            row.AppendValue(tally[status]);
        row.AppendValue(tally.Departures);
        if (tally.Departures > 0)
            row.AppendValue(tally.DelaySumSeconds).AppendValue(tally.DelayMinSeconds).AppendValue(tally.DelayMaxSeconds);
        else
            row.AppendNullValue().AppendNullValue().AppendNullValue();
        row.AppendValue(tally.OnTime).EndRow();
    }
}
