using FsCheck;
using FsCheck.Fluent;

namespace OrleansFlights.Search.Tests;

public sealed class MergeTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void Document_IsAFunctionOfTheSetOfEvents() => Prop.ForAll(Seeds, Gen.Choose(1, 40).ToArbitrary(), (seed, count) =>
    {
        var events = PlacedEvent.Random(seed, count, flights: 3);
        var random = new Random(seed);
        var redelivered = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(redelivered);

        // Cut into batches, as an indexer would see them, each folded by itself and then merged.
        var documents = new Dictionary<string, FlightDocument>();
        foreach (var batch in redelivered.Chunk(1 + random.Next(8)))
        {
            foreach (var flight in PlacedEvent.Fold(batch))
                documents[flight.FlightId] = documents.TryGetValue(flight.FlightId, out var known)
                    ? FlightDocument.Merge(known, flight) : flight;
        }

        return documents.Values.OrderBy(d => d.FlightId).SequenceEqual(Recount.Of(events).OrderBy(d => d.FlightId));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_IsCommutativeAssociativeAndIdempotent() => Prop.ForAll(Seeds, seed =>
    {
        var events = PlacedEvent.Random(seed, 12, flights: 1);
        var (a, b, c) = (Part(events, 0), Part(events, 1), Part(events, 2));
        return FlightDocument.Merge(a, b) == FlightDocument.Merge(b, a)
            && FlightDocument.Merge(FlightDocument.Merge(a, b), c) == FlightDocument.Merge(a, FlightDocument.Merge(b, c))
            && ReferenceEquals(FlightDocument.Merge(a, a), a)
            && FlightDocument.Merge(FlightDocument.Merge(a, b), b) == FlightDocument.Merge(a, b);

        // Parts that overlap: each takes two events of three.
        static FlightDocument Part(PlacedEvent[] events, int without) =>
            PlacedEvent.Fold(events.Where((_, i) => i % 3 != without)).Single();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_KeepsTheDocument() => Prop.ForAll(Seeds, seed =>
        PlacedEvent.Fold(PlacedEvent.Random(seed, 20, flights: 5)).All(d => FlightDocumentJson.FromJson(FlightDocumentJson.ToJson(d)) == d))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Departure_StaysWhenALaterEventDoesNotRepeatIt()
    {
        var departed = PlacedEvent.Random(1, 1, flights: 1)[0];
        var actual = departed.Flight.ScheduledDeparture.AddMinutes(7);
        departed = departed with
        {
            Flight =
            departed.Flight with { ActualDeparture = actual, Status = OrleansFlights.Flights.FlightStatus.Departed }
        };
        var landed = new PlacedEvent(
            departed.Flight with
            {
                ActualDeparture = null,
                Status = OrleansFlights.Flights.FlightStatus.Landed,
                EventTime = departed.Flight.EventTime.AddHours(2)
            }, 0, 99);

        var merged = FlightDocument.Merge(landed.Document, departed.Document);

        Assert.Equal(OrleansFlights.Flights.FlightStatus.Landed, merged.Status);
        Assert.Equal(departed.Document.Departure, merged.Departure);
        Assert.Equal("departed, landed", merged.History.ToString());
    }

    [Fact]
    public void DifferentFlights_AreNotMerged()
    {
        var flights = PlacedEvent.Fold(PlacedEvent.Random(1, 20, flights: 2)).ToArray();
        Assert.Throws<ArgumentException>(() => FlightDocument.Merge(flights[0], flights[1]));
    }
}
