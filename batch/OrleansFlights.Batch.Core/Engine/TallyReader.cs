using System.Data.Common;
using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Engine;

/// <summary>
/// Reads rows of <c>tallies</c> or <c>window_tallies</c>, in the order in which <see cref="TallySql"/> names the columns. A tally says some
/// things twice (events and counts per status, departures and histogram); they must agree.
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

        Span<long> measures = stackalloc long[DelayMeasure.All.Length];
        var delays = row.GetInt64(at) > 0;
        for (var i = 0; i < measures.Length; i++, at++)
            measures[i] = Read(row, at, DelayMeasure.All[i], delays);
        Span<long> histogram = stackalloc long[DelayHistogram.Buckets];
        for (var i = 0; delays && i < histogram.Length; i++)
            histogram[i] = row.GetInt64(at + i);

        var tally = FlightTally.Restore(
            byStatus,
            measures[DelayMeasure.All.IndexOf(DelayMeasure.Sum)],
            (int)measures[DelayMeasure.All.IndexOf(DelayMeasure.Least)],
            (int)measures[DelayMeasure.All.IndexOf(DelayMeasure.Greatest)],
            delays ? histogram : []);
        if (tally.Events != events)
            throw Contradicts(view, "events", events, tally);
        for (var i = 0; i < measures.Length; i++)
        {
            if ((DelayMeasure.All[i].ValueOf(tally) ?? 0) != measures[i])
                throw Contradicts(view, DelayMeasure.All[i].Column, measures[i], tally);
        }

        return new ViewRow(new ViewRowKey(view, window), tally);
    }

    /// <summary>Without departures SQL counts 0 and has no sum, least or greatest.</summary>
    private static long Read<T>(T row, int at, DelayMeasure measure, bool delays)
        where T : ITallyRow => measure.Aggregate switch
        {
            DelayAggregate.Count => row.GetInt64(at),
            _ when !delays => 0,
            DelayAggregate.Sum => row.GetInt64(at),
            _ => row.GetInt32(at),
        };

    private static BatchException Contradicts(ViewKey view, string column, long value, FlightTally tally) =>
        new($"The engine's row of {view} contradicts itself: {column}={value}, but {tally}.");
}
