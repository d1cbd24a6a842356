using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Flight</c>.</summary>
public sealed class FlightNode(FlightDocument flight)
{
    private const double MicrosecondsPerMinute = 60e6;

    /// <summary>Id.</summary>
    public string Id => flight.FlightId;

    /// <summary>Airline.</summary>
    public string Airline => flight.Airline;

    /// <summary>Airport left.</summary>
    public string Origin => flight.Origin.ToString();

    /// <summary>Airport flown to.</summary>
    public string Destination => flight.Destination.ToString();

    /// <summary>When it should leave.</summary>
    public DateTimeOffset ScheduledDeparture => Instants.Of(flight.ScheduledMicroseconds);

    /// <summary>When it left.</summary>
    public DateTimeOffset? ActualDeparture => flight.Departure is { } departure ? Instants.Of(departure.Microseconds) : null;

    /// <summary>Actual minus scheduled departure.</summary>
    public double? DelayMinutes =>
        flight.Departure is { } departure ? (departure.Microseconds - flight.ScheduledMicroseconds) / MicrosecondsPerMinute : null;

    /// <summary>Status, by its name in the schema.</summary>
    public string Status => StatusNames.Of(flight.Status);

    /// <summary>Aircraft.</summary>
    public Aircraft Aircraft => new(flight.Model, flight.Registration);

    /// <summary>Event time of the newest event.</summary>
    public DateTimeOffset Updated => Instants.Of(flight.Stamp.EventMicroseconds);

    /// <summary>Statuses reported.</summary>
    public IReadOnlyList<StatusReportNode> History => [.. flight.History.Reports.Select(r => new StatusReportNode(r))];

    /// <summary>Its airline, as an object.</summary>
    public AirlineNode GetCarrier(IFlightViews views) => new(new ViewLoader(views, ViewKey.Airline(flight.Airline)));

    /// <summary>Airport left, as an object.</summary>
    public AirportNode GetOriginAirport(IFlightViews views) => new(views, flight.Origin);

    /// <summary>Airport flown to, as an object.</summary>
    public AirportNode GetDestinationAirport(IFlightViews views) => new(views, flight.Destination);

    /// <summary>The counts of its route.</summary>
    public RouteNode GetRoute(IFlightViews views) => new(new ViewLoader(views, ViewKey.Route(flight.Origin, flight.Destination)));
}

/// <summary>Schema type <c>StatusReport</c>.</summary>
public sealed class StatusReportNode(StatusReport report)
{
    /// <summary>Status, by its name in the schema.</summary>
    public string Status => StatusNames.Of(report.Status);

    /// <summary>The earliest report.</summary>
    public DateTimeOffset First => Instants.Of(report.FirstMicroseconds);

    /// <summary>The latest report.</summary>
    public DateTimeOffset Last => Instants.Of(report.LastMicroseconds);
}

/// <summary>
/// Schema type <c>FlightConnection</c>: a page of flights. How many there are on all pages is counted only when it is asked for.
/// </summary>
public sealed class FlightConnection
{
    private readonly IFlightSearch _search;
    private readonly FlightConditions? _conditions;

    /// <summary>Makes a page; of conditions that nothing meets, null, the empty one.</summary>
    public FlightConnection(IFlightSearch search, FlightConditions? conditions, FlightPage page, bool isFirst)
    {
        _search = search;
        _conditions = conditions;
        Edges = [.. page.Flights.Select(f => new FlightEdge(f))];
        PageInfo = new PageInfo(
            page.HasMore, !isFirst, Edges.Count > 0 ? Edges[0].Cursor : null, Edges.Count > 0 ? Edges[^1].Cursor : null);
    }

    /// <summary>Flights with cursors.</summary>
    public IReadOnlyList<FlightEdge> Edges { get; }

    /// <summary>Flights.</summary>
    public IReadOnlyList<FlightNode> Nodes => [.. Edges.Select(e => e.Node)];

    /// <summary>Where the page lies.</summary>
    public PageInfo PageInfo { get; }

    /// <summary>How many on all pages.</summary>
    public async Task<int> GetTotalCount(CancellationToken cancellationToken) =>
        _conditions is null ? 0 : (int)Math.Min(int.MaxValue, await _search.CountAsync(_conditions, cancellationToken));
}

/// <summary>Schema type <c>FlightEdge</c>.</summary>
public sealed class FlightEdge(FlightDocument flight)
{
    /// <summary>Its place in the list.</summary>
    public string Cursor => FlightCursor.Encode(flight);

    /// <summary>The flight.</summary>
    public FlightNode Node { get; } = new(flight);
}

/// <summary>The names of the schema type <c>FlightStatus</c>.</summary>
internal static class StatusNames
{
    private static readonly string[] Names = [.. FlightStatuses.All.Select(s => s.Name().ToUpperInvariant())];

    public static string Of(FlightStatus status) => Names[(int)status];
}

/// <summary>Instants of microseconds since the Unix epoch.</summary>
internal static class Instants
{
    public static DateTimeOffset Of(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
