namespace OrleansFlights.Search.Tests;

/// <summary>What the documents of a set of events must be, worked out from the whole set at once.</summary>
internal static class Recount
{
    /// <summary>The documents in the order in which pages list them.</summary>
    public static FlightDocument[] Of(IEnumerable<PlacedEvent> events) =>
    [
        .. events.DistinctBy(e => (e.Partition, e.Offset)).GroupBy(e => e.Flight.FlightId).Select(Document)
            .OrderByDescending(d => d.ScheduledMicroseconds).ThenBy(d => d.FlightId, StringComparer.Ordinal),
    ];

    private static FlightDocument Document(IEnumerable<PlacedEvent> events)
    {
        var sorted = events.OrderBy(e => e.Flight.EventTime).ThenBy(e => e.Partition).ThenBy(e => e.Offset).ToList();
        var newest = sorted[^1].Flight;
        var departed = sorted.LastOrDefault(e => e.Flight.ActualDeparture is not null);
        return new FlightDocument
        {
            FlightId = newest.FlightId,
            Stamp = Stamp(sorted[^1]),
            Airline = newest.Airline,
            Origin = newest.Origin,
            Destination = newest.Destination,
            ScheduledMicroseconds = Microseconds(newest.ScheduledDeparture),
            Status = newest.Status,
            Model = newest.Aircraft.Model,
            Registration = newest.Aircraft.Registration,
            Departure = departed is null
                ? null : new ReportedDeparture(Microseconds(departed.Flight.ActualDeparture!.Value), Stamp(departed)),
            History = StatusHistory.Of(
            [
                .. sorted.GroupBy(e => e.Flight.Status).Select(g => new StatusReport(
                    g.Key, Microseconds(g.Min(e => e.Flight.EventTime)), Microseconds(g.Max(e => e.Flight.EventTime)))),
            ]),
        };
    }

    private static FlightStamp Stamp(PlacedEvent placed) => new(Microseconds(placed.Flight.EventTime), placed.Partition, placed.Offset);

    private static long Microseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
