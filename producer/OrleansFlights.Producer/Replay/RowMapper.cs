using System.Globalization;
using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Simulation;

namespace OrleansFlights.Producer.Replay;

/// <summary>
/// Makes events of a row. Of a file with a status column each row is one event; of one without, each row is a scheduled event at the scheduled
/// departure and, when the row says when the flight left, a departed event at the actual one.
/// </summary>
/// <param name="file">The file's name without extension: the first part of flight ids the file does not give.</param>
internal sealed class RowMapper(string file)
{
    /// <summary>The airline of rows that name none.</summary>
    public const string UnknownAirline = "Unknown";

    private const double MostDelayMinutes = FlightEventParser.MaxDelayDays * 24.0 * 60;

    private readonly FlightEventParser _parser = new();

    /// <summary>Maps a row.</summary>
    /// <param name="cells">A cell per <see cref="ReplayField"/>; null where the row or the file has none.</param>
    /// <param name="row">The row's number, from 1.</param>
    /// <param name="hasStatus">Whether the file has a status column.</param>
    /// <param name="records">Where the events go; none when the row cannot be mapped.</param>
    /// <returns>Why it cannot be mapped; null when it was.</returns>
    public string? Map(object?[] cells, long row, bool hasStatus, List<OutgoingRecord> records)
    {
        if (!AirportCode.TryParse(Trimmed(cells, ReplayField.Origin), out var origin))
            return Wrong(cells, ReplayField.Origin, "not an IATA airport code");
        if (!AirportCode.TryParse(Trimmed(cells, ReplayField.Destination), out var destination))
            return Wrong(cells, ReplayField.Destination, "not an IATA airport code");
        if (cells[(int)ReplayField.ScheduledDeparture] is not { } time || !Cell.TryTime(time, out var scheduled))
            return Wrong(cells, ReplayField.ScheduledDeparture, "not a time");
        if (!TryActual(cells, scheduled, out var actual, out var wrong))
            return wrong;

        var template = new FlightEvent(
            Or(cells, ReplayField.FlightId, () => string.Create(CultureInfo.InvariantCulture, $"{file}-{row}")),
            Or(cells, ReplayField.Airline, () => UnknownAirline),
            origin,
            destination,
            scheduled,
            null,
            FlightStatus.Scheduled,
            new Aircraft(Trimmed(cells, ReplayField.Model), Trimmed(cells, ReplayField.Registration)),
            scheduled);
        return hasStatus ? MapStatus(cells, template, actual, records) : MapDeparture(template, actual, records);
    }

    private string? MapDeparture(FlightEvent template, DateTimeOffset? actual, List<OutgoingRecord> records)
    {
        var wrong = Add(template, records);
        return wrong is not null || actual is null
            ? wrong
            : Add(template with { Status = FlightStatus.Departed, ActualDeparture = actual, EventTime = actual.Value }, records);
    }

    private string? MapStatus(object?[] cells, FlightEvent template, DateTimeOffset? actual, List<OutgoingRecord> records)
    {
        if (!FlightStatuses.TryParse(Encoding.UTF8.GetBytes(Trimmed(cells, ReplayField.Status)), out var status))
            return Wrong(cells, ReplayField.Status, "unknown status");
        var happened = status is FlightStatus.Departed or FlightStatus.Landed or FlightStatus.Diverted ? actual ?? template.ScheduledDeparture : template.ScheduledDeparture;
        if (cells[(int)ReplayField.EventTime] is { } time && !Cell.TryTime(time, out happened))
            return Wrong(cells, ReplayField.EventTime, "not a time");
        return Add(template with { Status = status, ActualDeparture = actual, EventTime = happened }, records);
    }

    private static bool TryActual(object?[] cells, DateTimeOffset scheduled, out DateTimeOffset? actual, out string? wrong)
    {
        actual = null;
        wrong = null;
        if (cells[(int)ReplayField.ActualDeparture] is { } time)
        {
            if (Cell.TryTime(time, out var instant))
                actual = instant;
            else
                wrong = Wrong(cells, ReplayField.ActualDeparture, "not a time");
        }
        else if (cells[(int)ReplayField.Delay] is { } delay)
        {
            if (Cell.TryNumber(delay, out var minutes) && Math.Abs(minutes) <= MostDelayMinutes)
                actual = scheduled.AddTicks((long)(minutes * TimeSpan.TicksPerMinute));
            else
                wrong = Wrong(cells, ReplayField.Delay, "not a number of minutes, 30 days at most");
        }

        return wrong is null;
    }

    /// <summary>Adds the event if it is valid by the rules that readers of the log apply.</summary>
    private string? Add(FlightEvent flight, List<OutgoingRecord> records)
    {
        var record = OutgoingRecord.Of(flight);
        var rejection = _parser.Parse(record.Value.Span, flight.EventTime.ToUnixTimeMilliseconds(), out _);
        if (!rejection.IsValid)
        {
            records.Clear();
            return rejection.ToString();
        }

        records.Add(record);
        return null;
    }

    private static string Wrong(object?[] cells, ReplayField field, string what) =>
        $"{field.Name()}: {what}{(cells[(int)field] is { } cell ? $": '{Cell.Text(cell)}'" : " (empty)")}";

    private static string Trimmed(object?[] cells, ReplayField field) => Cell.Text(cells[(int)field]).Trim();

    private static string Or(object?[] cells, ReplayField field, Func<string> otherwise) => Trimmed(cells, field) is { Length: > 0 } text ? text : otherwise();
}
