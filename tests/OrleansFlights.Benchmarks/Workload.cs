using System.Globalization;
using System.Text;
using OrleansFlights.Flights;
using OrleansFlights.Log;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// The reference load: JSON events of about 274 bytes over so many routes, chosen by a Zipf law of exponent 1, event times one millisecond
/// apart.
/// </summary>
internal sealed class Workload
{
    private const int AppendRecords = 20_000;
    private const int RouteSeed = 20261124;
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Airlines = [
        "Emirates", "Swiss International Air Lines", "Lufthansa", "British Airways", "Qantas", "Delta Air Lines", "Air France", "KLM"];

    private readonly (AirportCode Origin, AirportCode Destination)[] _routes;
    private readonly double[] _cumulative;
    private readonly Random _random;
    private readonly DateTimeOffset _start;

    /// <param name="routes">How many routes.</param>
    /// <param name="seed">Other events over the same routes; without it the reference load itself.</param>
    /// <param name="start">When the first event happens; without it the reference load's time.</param>
    public Workload(int routes, int? seed = null, DateTimeOffset? start = null)
    {
        _start = start ?? Start;
        var airports = Enumerable.Range(0, (int)Math.Ceiling(Math.Sqrt(routes)) + 1).Select(Airport).ToArray();
        _routes = [.. airports.SelectMany(o => airports.Where(d => d != o).Select(d => (o, d))).Take(routes)];
        var random = new Random(RouteSeed);
        random.Shuffle(_routes);
        _random = seed is null ? random : new Random(seed.Value);
        _cumulative = new double[_routes.Length];
        var sum = 0.0;
        for (var i = 0; i < _cumulative.Length; i++)
            _cumulative[i] = sum += 1.0 / (i + 1);
    }

    /// <summary>Events per route that were appended.</summary>
    public Dictionary<string, long> Expected { get; } = [];

    /// <summary>A single event of a route.</summary>
    public static LogEntry Single(string origin, string destination, DateTimeOffset time) => Entry(
        $"{origin}-{destination}",
        $$"""
        {"flight_id":"PROBE","airline":"Swiss International Air Lines","origin":"{{origin}}","destination":"{{destination}}","scheduled_departure":"{{Text(time)}}","actual_departure":null,"status":"boarding","aircraft":{"model":"A220-300","registration":"HB-JCA"},"event_time":"{{Text(time)}}"}
        """,
        time);

    public async Task AppendAsync(ITopic log, int count, int first = 0)
    {
        var entries = new List<LogEntry>(AppendRecords);
        for (var i = 0; i < count; i++)
        {
            entries.Add(Next(first + i));
            if (entries.Count == AppendRecords || i == count - 1)
            {
                await log.AppendAsync(entries.ToArray(), CancellationToken.None);
                entries.Clear();
            }
        }
    }

    /// <summary>Counts what <see cref="AppendAsync"/> appends, for a log that holds it already.</summary>
    public void Count(int count)
    {
        for (var i = 0; i < count; i++)
            Next(i);
    }

    /// <summary>The routes, the busiest first.</summary>
    public IReadOnlyList<(AirportCode Origin, AirportCode Destination)> Routes => _routes;

    /// <summary>A route, chosen as those of the events are.</summary>
    public (AirportCode Origin, AirportCode Destination) Choose(Random random)
    {
        var at = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return _routes[at < 0 ? ~at : at];
    }

    /// <summary>The i-th event.</summary>
    public LogEntry Next(int i)
    {
        var (origin, destination) = Choose(_random);
        var status = FlightStatuses.All[_random.Next(FlightStatuses.Count)];
        var time = _start.AddMilliseconds(i);
        var scheduled = Text(time.AddSeconds(_random.Next(-600, 600)));
        var actual = status is FlightStatus.Departed or FlightStatus.Landed ? $"\"{Text(time)}\"" : "null";
        var json = $$"""
            {"flight_id":"EK{{i:D9}}","airline":"{{Airlines[_random.Next(Airlines.Length)]}}","origin":"{{origin}}","destination":"{{destination}}","scheduled_departure":"{{scheduled}}","actual_departure":{{actual}},"status":"{{status.Name()}}","aircraft":{"model":"A380-800","registration":"A6-EUV"},"event_time":"{{Text(time)}}"}
            """;
        var key = ViewKey.Route(origin, destination).Key;
        Expected[key] = Expected.GetValueOrDefault(key) + 1;
        return Entry(key, json, time);
    }

    private static LogEntry Entry(string key, string json, DateTimeOffset time) =>
        new(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(json), time.ToUnixTimeMilliseconds());

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static AirportCode Airport(int i)
    {
        var letters = $"{(char)('A' + (i / 676 % 26))}{(char)('A' + (i / 26 % 26))}{(char)('A' + (i % 26))}";
        return AirportCode.TryParse(letters, out var code) ? code : throw new InvalidOperationException($"{letters} is no airport code");
    }
}
