using NodaTime;
using OrleansFlights.Flights;
using OrleansFlights.Import.Mapping;
using OrleansFlights.Import.Tables;
using OrleansFlights.Import.Times;

namespace OrleansFlights.Import.Events;

/// <summary>
/// The moments of a row. A departure's times are told by the clocks at its origin, an arrival's by those at its destination. A time of day
/// alone belongs to the flight's date; of an actual departure to the day on which it is at most 6 hours early and less than 18 late; of an
/// arrival to the first day on which it is after the departure.
/// </summary>
internal sealed class RowTimes(ZoneRule rule, bool ignoreOffsets, DateOnly? day, IReadOnlyDictionary<FlightColumn, TimeColumn> columns)
{
    private const long Earliest = 6 * TimeValue.Hour;

    // The years 100 and 9900: what lies outside cannot be converted, and is no flight.
    private const long LeastMicroseconds = -59_000_000_000_000_000;
    private const long MostMicroseconds = 250_000_000_000_000_000;

    /// <summary>The scheduled departure, in microseconds since the Unix epoch.</summary>
    public RowProblem? Scheduled(RowReader row, AirportCode origin, out long microseconds, out long localDay)
    {
        microseconds = localDay = 0;
        if (!TryRead(row, FlightColumn.ScheduledDeparture, out var value))
            return row.Problem(FlightColumn.ScheduledDeparture, "not a time");
        var zone = rule.ZoneAt(origin);
        if (value.Form == TimeForm.Instant)
        {
            microseconds = value.Microseconds;
            localDay = TimeValue.Floor(zone is null ? microseconds : ZoneRule.ToLocal(microseconds, zone), TimeValue.Day);
            return null;
        }

        if (value.Form == TimeForm.TimeOfDay)
        {
            if (DateOf(row, out var date) is { } wrong)
                return wrong;
            value = new TimeValue(TimeForm.Local, date + value.Microseconds);
            localDay = date / TimeValue.Day;
        }
        else
        {
            localDay = TimeValue.Floor(value.Microseconds, TimeValue.Day);
        }

        if (zone is null)
            return row.Problem(
                FlightColumn.Origin, $"the time zone of {origin} is not known, so its local time is no moment; --zone names one");
        microseconds = ZoneRule.ToInstant(value.Microseconds, zone);
        return null;
    }

    /// <summary>The actual departure; null when the row has none.</summary>
    public RowProblem? Actual(RowReader row, AirportCode origin, long scheduled, out long? microseconds)
    {
        microseconds = null;
        var delay = row[FlightColumn.Delay];
        var time = row[FlightColumn.ActualDeparture];
        if (!time.IsEmpty)
        {
            if (!TryRead(row, FlightColumn.ActualDeparture, out var value))
                return row.Problem(FlightColumn.ActualDeparture, "not a time");
            if (value.Form != TimeForm.TimeOfDay || delay.IsEmpty)
            {
                if (rule.ZoneAt(origin) is not { } zone)
                    return value.Form == TimeForm.Instant ? Found(value.Microseconds, out microseconds) : row.Problem(
                        FlightColumn.Origin, "its time zone is not known; --zone names one");
                microseconds = value.Form switch
                {
                    TimeForm.Instant => value.Microseconds,
                    TimeForm.TimeOfDay => Near(value.Microseconds, scheduled, zone),
                    _ => ZoneRule.ToInstant(value.Microseconds, zone),
                };
                return null;
            }
        }

        if (delay.IsEmpty)
            return null;
        if (!delay.TryAmount(out var minutes) || Math.Abs(minutes) > FlightEventParser.MaxDelayDays * 24.0 * 60)
            return row.Problem(FlightColumn.Delay, "not a number of minutes, 30 days at most");
        microseconds = scheduled + (long)(minutes * TimeValue.Minute);
        return null;
    }

    /// <summary>The arrival; null when the row has none.</summary>
    public RowProblem? Arrival(RowReader row, AirportCode destination, long departure, out long? microseconds)
    {
        microseconds = null;
        if (row[FlightColumn.ActualArrival].IsEmpty)
            return null;
        if (!TryRead(row, FlightColumn.ActualArrival, out var value))
            return row.Problem(FlightColumn.ActualArrival, "not a time");
        if (value.Form == TimeForm.Instant)
            return Found(value.Microseconds, out microseconds);
        if (rule.ZoneAt(destination) is not { } zone)
            return row.Problem(
                FlightColumn.Destination, $"the time zone of {destination} is not known, so its local time is no moment; --zone names one");
        microseconds = value.Form == TimeForm.TimeOfDay
            ? After(value.Microseconds, departure, zone) : ZoneRule.ToInstant(value.Microseconds, zone);
        return null;
    }

    /// <summary>When the row's event happened; null when the row does not say.</summary>
    public RowProblem? Happened(RowReader row, AirportCode origin, out long? microseconds)
    {
        microseconds = null;
        if (row[FlightColumn.EventTime].IsEmpty)
            return null;
        if (!TryRead(row, FlightColumn.EventTime, out var value) || value.Form == TimeForm.TimeOfDay)
            return row.Problem(FlightColumn.EventTime, "not a date and time");
        if (value.Form == TimeForm.Instant)
            return Found(value.Microseconds, out microseconds);
        if (rule.ZoneAt(origin) is not { } zone)
            return row.Problem(FlightColumn.Origin, "its time zone is not known; --zone names one");
        return Found(ZoneRule.ToInstant(value.Microseconds, zone), out microseconds);
    }

    private static RowProblem? Found(long value, out long? microseconds)
    {
        microseconds = value;
        return null;
    }

    private RowProblem? DateOf(RowReader row, out long microseconds)
    {
        microseconds = 0;
        if (row[FlightColumn.Date].IsEmpty && day is { } said)
        {
            microseconds = (said.ToDateTime(TimeOnly.MinValue) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            return null;
        }

        if (!TryRead(row, FlightColumn.Date, out var date) || date.Form == TimeForm.TimeOfDay)
            return row.Problem(FlightColumn.Date, "not a date");
        microseconds = TimeValue.Floor(date.Microseconds, TimeValue.Day) * TimeValue.Day;
        return null;
    }

    private bool TryRead(RowReader row, FlightColumn field, out TimeValue value)
    {
        value = default;
        var cell = row[field];
        if (cell.IsEmpty || !columns.TryGetValue(field, out var column) || !column.TryRead(cell, out value))
            return false;
        if (value.Form == TimeForm.Instant && ignoreOffsets && cell.Kind == CellKind.Text
            && IsoTime.TryParseLocal(cell.Text!, out var local))
            value = local;
        return value.Microseconds is > LeastMicroseconds and < MostMicroseconds;
    }

    private static long Near(long timeOfDay, long scheduled, DateTimeZone zone)
    {
        var local = ZoneRule.ToLocal(scheduled, zone);
        var first = TimeValue.Floor(local - Earliest, TimeValue.Day) * TimeValue.Day;
        var candidate = first + timeOfDay;
        return ZoneRule.ToInstant(candidate < local - Earliest ? candidate + TimeValue.Day : candidate, zone);
    }

    private static long After(long timeOfDay, long departure, DateTimeZone zone)
    {
        var first = TimeValue.Floor(ZoneRule.ToLocal(departure, zone), TimeValue.Day) * TimeValue.Day;
        var arrival = ZoneRule.ToInstant(first + timeOfDay, zone);
        return arrival > departure ? arrival : ZoneRule.ToInstant(first + timeOfDay + TimeValue.Day, zone);
    }
}
