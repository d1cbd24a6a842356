using Cassandra;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Cassandra;

/// <summary>A tally as columns.</summary>
internal static class TallyValues
{
    /// <summary>The columns, in the order of <see cref="Of"/>.</summary>
    public const string Columns = "by_status, delay_sum, delay_min, delay_max, histogram";

    /// <summary>A tally's values; no delays without departures.</summary>
    public static object?[] Of(FlightTally tally)
    {
        var byStatus = new long[FlightStatuses.Count];
        for (var i = 0; i < byStatus.Length; i++)
            byStatus[i] = tally[(FlightStatus)i];
        return tally.Departures == 0
            ? [byStatus, null, null, null, null]
            : [byStatus, tally.DelaySumSeconds, tally.DelayMinSeconds, tally.DelayMaxSeconds, tally.Histogram.ToArray()];
    }

    /// <summary>Reads a row's tally.</summary>
    public static FlightTally Read(Row row)
    {
        var byStatus = row.GetValue<long[]>("by_status");
        return row.IsNull("histogram")
            ? FlightTally.Restore(byStatus, 0, 0, 0, [])
            : FlightTally.Restore(
                byStatus, row.GetValue<long>("delay_sum"), row.GetValue<int>("delay_min"), row.GetValue<int>("delay_max"),
                    row.GetValue<long[]>("histogram"));
    }
}
