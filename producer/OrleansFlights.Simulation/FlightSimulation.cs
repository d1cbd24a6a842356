using System.Globalization;
using OrleansFlights.Flights;
using OrleansFlights.Simulation.World;

namespace OrleansFlights.Simulation;

/// <summary>
/// An endless sequence of flight events, one per call, each at the instant the caller names: the next event of a flight that is due by
/// then, else the first event of a new flight. So every rate is held from the first event on, and the same seed and instants give the same
/// events.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class FlightSimulation
{
    /// <summary>How many times faster than in life a flight runs in live mode: three hours become one minute.</summary>
    public const double LiveCompression = 180;

    /// <summary>
    /// Every so many flights, the first included, one is Emirates from Dubai to Zurich, so that the examples' route is never empty.
    /// </summary>
    public const int ShowcaseEvery = 50;

    private const int MostOpenFlights = 200_000;
    private const int MostDraws = 8;
    private const double NightShare = 0.12;
    private static readonly TimeSpan LeastLead = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan MostLead = TimeSpan.FromHours(4);
    private static readonly TimeSpan BoardingBefore = TimeSpan.FromMinutes(35);
    private static readonly TimeSpan AnnouncedDelay = TimeSpan.FromMinutes(15);

    private readonly PriorityQueue<SimulatedFlight, (long Due, long Serial)> _open = new();
    private readonly Network _network;
    private readonly Route _showcase;
    private readonly Random _random;
    private readonly double _compression;
    private long _flights;
    private long _events;

    /// <summary>Makes a simulation.</summary>
    /// <param name="network">Who flies where.</param>
    /// <param name="seed">The same seed gives the same events.</param>
    /// <param name="compression">How many times faster than in life a flight runs; 1 for life itself. Delays keep their size.</param>
    public FlightSimulation(Network network, int seed, double compression)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(compression, 1);
        _network = network;
        _showcase = network.Find("Emirates", "DXB", "ZRH");
        _random = new Random(seed);
        _compression = compression;
    }

    /// <summary>The next event.</summary>
    /// <param name="now">When it happens; never before the previous call's.</param>
    public FlightEvent Next(DateTimeOffset now)
    {
        // Above the bound flights hurry through their lives, so that memory stays bounded at any rate.
        var takesOpen = _open.TryPeek(out _, out var first) && (first.Due <= now.UtcTicks || _open.Count >= MostOpenFlights);
        var flight = takesOpen ? _open.Dequeue() : Begin(now);
        var taken = flight.Take(now);
        if (!flight.IsOver)
            _open.Enqueue(flight, (flight.NextDue.UtcTicks, _events++));
        return taken;
    }

    private SimulatedFlight Begin(DateTimeOffset now)
    {
        // Leads of many lengths: with a single one a new simulation would announce flights only, and then have all of them leave at once.
        var lead = LeastLead + ((MostLead - LeastLead) * _random.NextDouble());
        var route = _flights++ % ShowcaseEvery == 0 ? _showcase : DrawRoute(now + lead);
        var (outcome, delay) = DelayModel.Draw(_random, route.Origin.SolarHour(now + lead));

        // Only the waiting is compressed: the flight leaves 'delay' after its schedule however fast its life runs.
        var scheduled = WholeMinute(now + Compressed(lead + delay) - delay);
        var number = route.Airline.Code + route.FlightNumber.ToString(CultureInfo.InvariantCulture);
        var template = new FlightEvent(
            string.Create(CultureInfo.InvariantCulture, $"{number}-{scheduled:yyyyMMddHHmm}-{_flights:x}"),
            route.Airline.Name,
            route.Origin.Code,
            route.Destination.Code,
            scheduled,
            null,
            FlightStatus.Scheduled,
            Fleet.Choose(route, _random),
            now);
        return new SimulatedFlight(template, scheduled
            + delay, [.. Steps(route, outcome, lead, delay).Select(step => (step.Status, now + Compressed(step.After)))]);
    }

    private List<(FlightStatus Status, TimeSpan After)> Steps(Route route, Outcome outcome, TimeSpan lead, TimeSpan delay)
    {
        var steps = new List<(FlightStatus, TimeSpan)>(5) { (FlightStatus.Scheduled, TimeSpan.Zero) };
        if (delay > AnnouncedDelay)
            steps.Add((FlightStatus.Delayed, lead * (0.3 + (0.3 * _random.NextDouble()))));
        if (outcome == Outcome.Cancelled)
        {
            steps.Add((FlightStatus.Cancelled, lead * (0.7 + (0.3 * _random.NextDouble()))));
            return steps;
        }

        var departure = lead + delay;
        var flown = route.BlockTime * (0.95 + (0.1 * _random.NextDouble()));
        steps.Add((FlightStatus.Boarding, Later(departure - BoardingBefore, lead * 0.6)));
        steps.Add((FlightStatus.Departed, departure));
        steps.Add((outcome == Outcome.Diverted ? FlightStatus.Diverted : FlightStatus.Landed, departure + flown));
        return steps;
    }

    /// <summary>Draws by demand; departures in the small hours, local time, are drawn again most of the time.</summary>
    private Route DrawRoute(DateTimeOffset departure)
    {
        for (var draw = 1; ; draw++)
        {
            var route = _network.RouteAt(_random.NextDouble());
            if (route.Origin.SolarHour(departure) is >= 5.5 and < 23 || draw == MostDraws || _random.NextDouble() < NightShare)
                return route;
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private TimeSpan Compressed(TimeSpan natural) => natural / _compression;

    private static DateTimeOffset WholeMinute(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
