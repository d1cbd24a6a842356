using System.Data.Common;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Engine;

/// <summary>
/// Reads rows of <c>tallies</c> or <c>window_tallies</c>, in the order in which the SQL files name the columns. A tally says some things
/// twice (events and counts per status, departures and histogram); they must agree.
/// </summary>
internal static class TallyReader
{
    /// <summary>Reads the row that a reader stands on.</summary>
    /// <exception cref="BatchException">The row contradicts itself.</exception>
    public static ViewRow Read(DbDataReader row, bool windows) => Read(new ReaderRow(row), windows);

    /// <summary>Reads a row.</summary>
    /// <exception cref="BatchException">The row contradicts itself.</exception>
    public static ViewRow Read<T>(T row, bool windows)
        where T : ITallyRow
    {
        var at = 0;
        var view = new ViewKey(Dimensions.Parse(row.GetString(at++)), row.GetString(at++));
        int? window = windows ? row.GetInt32(at++) : null;
        var events = row.GetInt64(at++);
        Span<long> byStatus = stackalloc long[FlightStatuses.Count];
        for (var i = 0; i < byStatus.Length; i++)
            byStatus[i] = row.GetInt64(at++);

        var departures = row.GetInt64(at++);
        var delays = departures > 0;
        var sum = delays ? row.GetInt64(at) : 0;
        var min = delays ? row.GetInt32(at + 1) : 0;
        var max = delays ? row.GetInt32(at + 2) : 0;
        var onTime = row.GetInt64(at + 3);
        at += 4;
        Span<long> histogram = stackalloc long[DelayHistogram.Buckets];
        for (var i = 0; delays && i < histogram.Length; i++)
            histogram[i] = row.GetInt64(at + i);

        var tally = FlightTally.Restore(byStatus, sum, min, max, delays ? histogram : []);
        return tally.Events == events && tally.Departures == departures && tally.OnTime == onTime
            ? new ViewRow(new ViewRowKey(view, window), tally)
            : throw new BatchException($"The engine's row of {view} contradicts itself: events={events} departures={departures} onTime={onTime}, but {tally}.");
    }
}
