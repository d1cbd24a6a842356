using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Search.Indexing;

namespace OrleansFlights.Search.Tests;

/// <summary>A flight event and where it lies on the log.</summary>
public sealed record PlacedEvent(FlightEvent Flight, int Partition, long Offset)
{
    private static readonly string[] Airlines = ["Emirates", "Swiss", "Luftgesellschaft Zürich", "LOT Polish Airlines"];
    private static readonly string[] Airports = ["DXB", "ZRH", "JFK", "LAX", "WAW"];

    /// <summary>What the event alone says.</summary>
    public FlightDocument Document => Fold([this]).Single();

    /// <summary>What events say, folded in the order given.</summary>
    public static IReadOnlyCollection<FlightDocument> Fold(IEnumerable<PlacedEvent> events)
    {
        var fold = new EventFold();
        foreach (var placed in events)
            fold.OnRecord(new LogRecord(placed.Partition, placed.Offset, placed.Flight.EventTime.ToUnixTimeMilliseconds(), [],
                FlightEventWriter.ToBytes(placed.Flight)));
        return fold.Flights;
    }

    /// <summary>Events of some flights, each at a place of its own; times lie close together, so that many are equal.</summary>
    public static PlacedEvent[] Random(int seed, int count, int flights)
    {
        var random = new Random(seed);
        var ends = new long[3];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var partition = random.Next(ends.Length);
            ends[partition] += 1 + random.Next(2);
            return new PlacedEvent(Next(random, random.Next(flights)), partition, ends[partition] - 1);
        })];
    }

    private static FlightEvent Next(Random random, int number)
    {
        var start = new DateTimeOffset(2026, 3, 29, 6, 0, 0, TimeSpan.Zero).AddMinutes(number / 2 * 5);
        var origin = random.Next(Airports.Length);
        return new FlightEvent(
            $"TF{number}-20260329",
            Airlines[number % Airlines.Length],
            Airport(origin),
            Airport((origin + 1 + random.Next(Airports.Length - 1)) % Airports.Length),
            start.AddMinutes(random.Next(2)),
            random.Next(2) == 0 ? null : start.AddMinutes(random.Next(60)).AddMicroseconds(random.Next(3)),
            (FlightStatus)random.Next(FlightStatuses.Count),
            new Aircraft(random.Next(3) == 0 ? "" : "Airbus A380-800", random.Next(3) == 0 ? "" : "A6-EUV"),
            start.AddMicroseconds(random.Next(20)));
    }

    private static AirportCode Airport(int number)
    {
        Assert.True(AirportCode.TryParse(Airports[number], out var code));
        return code;
    }
}
