using OrleansFlights.Flights;
using OrleansFlights.Flights.Reference;
using OrleansFlights.Import.Mapping;
using OrleansFlights.Simulation;

namespace OrleansFlights.Import.Events;

/// <summary>
/// Makes events of a row. Of a table with a status column each row is one event. Of one without, each row is a flight: scheduled at its
/// scheduled departure, then cancelled; or departed when it left, then diverted or landed, as far as the row says so.
/// </summary>
internal sealed class RowMapper(RowTimes times, FlightIds ids, bool noSchedule, bool keepCodeshares)
{
    /// <summary>The airline of rows that name none.</summary>
    public const string UnknownAirline = "Unknown";

    private readonly FlightEventParser _parser = new();
    private readonly Dictionary<string, string> _airlines = [];

    /// <summary>Maps a row.</summary>
    /// <param name="row">Its cells.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="records">Where the events go; none when the row cannot be mapped, or is left out.</param>
    /// <param name="leftOut">Whether the row is another flight's code share and was left out.</param>
    /// <returns>Why it cannot be mapped; null when it was.</returns>
    public RowProblem? Map(RowReader row, long number, List<OutgoingRecord> records, out bool leftOut)
    {
        leftOut = false;
        if (row.IsBlank)
            return new RowProblem("", "", "no mapped column of the row holds anything that can be read");
        if (!keepCodeshares && IsCodeshare(row))
        {
            leftOut = true;
            return null;
        }

        if (Airport(row, FlightColumn.Origin, out var origin) is { } noOrigin)
            return noOrigin;
        if (Airport(row, FlightColumn.Destination, out var destination) is { } noDestination)
            return noDestination;
        if (origin == destination)
            return row.Problem(FlightColumn.Destination, "equals origin");
        if (times.Scheduled(row, origin, out var scheduled, out var localDay) is { } noTime)
            return noTime;
        if (!IsInRange(scheduled))
            return row.Problem(
                FlightColumn.ScheduledDeparture, $"outside the years {FlightEventParser.FirstYear} to {FlightEventParser.LastYear}");
        if (times.Actual(row, origin, scheduled, out var actual) is { } noActual)
            return noActual;
        if (actual is { } left && Math.Abs(left - scheduled) > FlightEventParser.MaxDelayDays * 86_400_000_000L)
            return row.Problem(row[FlightColumn.ActualDeparture].IsEmpty
                ? FlightColumn.Delay : FlightColumn.ActualDeparture, "more than 30 days from the scheduled departure");

        var template = new FlightEvent(
            ids.Of(row, origin, localDay, number),
            Airline(row),
            origin,
            destination,
            Instant(scheduled),
            null,
            FlightStatus.Scheduled,
            new Aircraft(row[FlightColumn.Model].ToString(), row[FlightColumn.Registration].ToString()),
            Instant(scheduled));
        var problem = !row[FlightColumn.Status].IsEmpty
            ? MapStatus(row, template, actual, records) : MapFlight(row, template, actual, records);
        if (problem is not null)
            records.Clear();
        return problem;
    }

    private RowProblem? MapFlight(RowReader row, FlightEvent template, long? actual, List<OutgoingRecord> records)
    {
        if (Is(row, FlightColumn.Cancelled, out var cancelled) is { } neither)
            return neither;
        if (Is(row, FlightColumn.Diverted, out var diverted) is { } notDiverted)
            return notDiverted;
        if (!noSchedule && Add(template, records) is { } invalid)
            return invalid;
        if (cancelled)
            return Add(template with { Status = FlightStatus.Cancelled }, records);
        if (times.Arrival(row, template.Destination, actual ?? Micros(template.ScheduledDeparture), out var arrival) is { } noArrival)
            return noArrival;

        var last = template;
        if (noSchedule || actual is not null)
        {
            var left = noSchedule ? template.ScheduledDeparture : Instant(actual!.Value);
            last = template with { Status = FlightStatus.Departed, ActualDeparture = noSchedule ? null : left, EventTime = left };
            if (Add(last, records) is { } departed)
                return departed;
        }

        var landing = arrival is { } at ? Instant(at) : last.EventTime;
        if (diverted)
            return Add(last with { Status = FlightStatus.Diverted, EventTime = landing }, records);
        return arrival is null ? null : Add(last with { Status = FlightStatus.Landed, EventTime = landing }, records);
    }

    private RowProblem? MapStatus(RowReader row, FlightEvent template, long? actual, List<OutgoingRecord> records)
    {
        if (!StatusWords.TryParse(row[FlightColumn.Status].ToString(), out var status))
            return row.Problem(FlightColumn.Status, $"unknown status; allowed: {StatusWords.Allowed}");
        if (times.Happened(row, template.Origin, out var happened) is { } wrong)
            return wrong;
        var usual = status is FlightStatus.Departed or FlightStatus.Landed or FlightStatus.Diverted && actual is { } left
            ? left : Micros(template.ScheduledDeparture);
        return Add(
            template with
            {
                Status = status,
                ActualDeparture = actual is { } departed
                ? Instant(departed) : null,
                EventTime = Instant(happened ?? usual)
            }, records);
    }

    private static bool IsCodeshare(RowReader row)
    {
        if (!row.Has(FlightColumn.Codeshare) || row[FlightColumn.Codeshare].IsEmpty)
            return false;

        // What is no yes or no names the flight that it is a code share of.
        return StatusWords.Truth(row[FlightColumn.Codeshare].ToString()) ?? true;
    }

    private static RowProblem? Is(RowReader row, FlightColumn field, out bool value)
    {
        value = false;
        if (row[field].IsEmpty)
            return null;
        var truth = StatusWords.Truth(row[field].ToString());
        value = truth ?? false;
        return truth is null ? row.Problem(field, "neither yes nor no; allowed: 1, 0, true, false, yes, no") : null;
    }

    private static RowProblem? Airport(RowReader row, FlightColumn field, out AirportCode code)
    {
        code = default;
        if (row[field].IsEmpty)
            return row.Problem(field, "not an IATA airport code");
        var text = row[field].ToString();

        // An id in a column that also has gaps comes out of some tools as 12478.0.
        if (text.EndsWith(".0", StringComparison.Ordinal))
            text = text[..^2];
        return Airports.TryResolve(text, out code) is { } reason ? row.Problem(field, reason) : null;
    }

    private string Airline(RowReader row)
    {
        if (row[FlightColumn.Airline].IsEmpty)
            return UnknownAirline;
        var text = row[FlightColumn.Airline].ToString();
        if (!_airlines.TryGetValue(text, out var name))
            _airlines.Add(text, name = Airlines.NameOf(text));
        return name;
    }

    /// <summary>Adds the event if it is valid by the rules that readers of the log apply.</summary>
    private RowProblem? Add(FlightEvent flight, List<OutgoingRecord> records)
    {
        if (!IsInRange(Micros(flight.EventTime)))
            return new RowProblem("", "", $"event_time: outside the years {FlightEventParser.FirstYear} to {FlightEventParser.LastYear}");
        var record = OutgoingRecord.Of(flight);
        var rejection = _parser.Parse(record.Value.Span, flight.EventTime.ToUnixTimeMilliseconds(), out _);
        if (!rejection.IsValid)
            return new RowProblem("", "", rejection.ToString());
        records.Add(record);
        return null;
    }

    private static bool IsInRange(long microseconds) => microseconds is >= -2_208_988_800_000_000 and < 7_258_118_400_000_000;

    private static long Micros(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Instant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
