using OrleansFlights.Flights;
using OrleansFlights.Simulation;
using OrleansFlights.Simulation.World;

namespace OrleansFlights.Producer.Tests;

public sealed class SimulationTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<FlightStatus, FlightStatus[]> Next = new()
    {
        [FlightStatus.Scheduled] = [FlightStatus.Delayed, FlightStatus.Boarding, FlightStatus.Cancelled],
        [FlightStatus.Delayed] = [FlightStatus.Boarding, FlightStatus.Cancelled],
        [FlightStatus.Boarding] = [FlightStatus.Departed],
        [FlightStatus.Departed] = [FlightStatus.Landed, FlightStatus.Diverted],
        [FlightStatus.Cancelled] = [],
        [FlightStatus.Landed] = [],
        [FlightStatus.Diverted] = [],
    };

    [Fact]
    public void SameSeed_GivesTheSameBytes()
    {
        Assert.Equal(Bytes(5), Bytes(5));
        Assert.NotEqual(Bytes(5), Bytes(6));

        static List<string> Bytes(int seed) =>
            [.. Natural(seed, 5_000).Select(flight => System.Text.Encoding.UTF8.GetString(FlightEventWriter.ToBytes(flight)))];
    }

    [Theory]
    [InlineData(1, 200_000)]
    [InlineData(FlightSimulation.LiveCompression, 20_000)]
    public void LifeCycles_AreLegalAndTheirEventsAgree(double compression, int spacingMicroseconds)
    {
        var seen = new Dictionary<string, FlightEvent>();
        foreach (var flight in Events(3, 120_000, compression, TimeSpan.FromMicroseconds(spacingMicroseconds)))
        {
            if (seen.TryGetValue(flight.FlightId, out var before))
            {
                Assert.True(Next[before.Status].Contains(flight.Status), $"{before.Status} to {flight.Status}: {flight}");
                Assert.True(before.EventTime <= flight.EventTime, flight.ToString());
                Assert.Equal(
                    before with { Status = flight.Status, EventTime = flight.EventTime, ActualDeparture = flight.ActualDeparture }, flight);
                if (before.ActualDeparture is not null)
                    Assert.Equal(before.ActualDeparture, flight.ActualDeparture);
            }
            else
            {
                Assert.Equal(FlightStatus.Scheduled, flight.Status);
            }

            Assert.Equal(
                flight.Status is FlightStatus.Departed or FlightStatus.Landed or FlightStatus.Diverted, flight.ActualDeparture is not null);
            if (flight.Status == FlightStatus.Departed)
                Assert.InRange((flight.EventTime - flight.ActualDeparture!.Value).TotalMinutes, 0, 10);
            seen[flight.FlightId] = flight;
        }

        Assert.True(seen.Values.Count(flight => Next[flight.Status].Length == 0) > 5_000, "too few flights ended");
    }

    [Fact]
    public void EveryEvent_IsValid()
    {
        var parser = new FlightEventParser();
        foreach (var flight in Natural(9, 60_000))
        {
            var rejection = parser.Parse(FlightEventWriter.ToBytes(flight), flight.EventTime.ToUnixTimeMilliseconds(), out _);
            Assert.True(rejection.IsValid, $"{rejection}: {flight}");
        }
    }

    [Fact]
    public void Shares_AreRealistic()
    {
        var flights = Natural(4, 200_000).ToList();
        var announced = flights.Count(flight => flight.Status == FlightStatus.Scheduled);
        var delays = flights.Where(flight => flight.Status == FlightStatus.Departed)
            .Select(flight => (flight.ActualDeparture!.Value - flight.ScheduledDeparture).TotalMinutes).ToList();

        Assert.InRange(flights.Count(flight => flight.Status == FlightStatus.Cancelled) / (double)announced, 0.01, 0.03);
        Assert.InRange(flights.Count(flight => flight.Status == FlightStatus.Diverted) / (double)announced, 0.0005, 0.005);
        Assert.InRange(delays.Count(minutes => minutes <= 15) / (double)delays.Count, 0.7, 0.85);
        Assert.InRange(delays.Average(), 5, 15);
        Assert.InRange(delays.Count(minutes => minutes > 180) / (double)delays.Count, 0.001, 0.02);
    }

    [Fact]
    public void Delays_GrowTowardsTheEvening()
    {
        var random = new Random(1);
        double AverageAt(double hour) => Enumerable.Range(0, 20_000).Average(_ => DelayModel.Draw(random, hour).Delay.TotalMinutes);

        var (morning, noon, evening) = (AverageAt(6), AverageAt(13), AverageAt(21));

        Assert.True(morning * 1.3 < noon && noon * 1.2 < evening, $"{morning} {noon} {evening}");
    }

    [Fact]
    public void DubaiToZurich_ComesFirstAndKeepsComing()
    {
        var flights = Events(8, 6_000, FlightSimulation.LiveCompression, TimeSpan.FromSeconds(0.2)).ToList();
        var showcase = flights.Select((flight, index) => (flight, index)).Where(pair => pair.flight is { Airline: "Emirates" } flight
            && flight.Origin.ToString() == "DXB" && flight.Destination.ToString() == "ZRH").ToList();

        Assert.Equal(0, showcase[0].index);
        Assert.True(showcase.First(pair => pair.flight.Status == FlightStatus.Departed).flight.EventTime < Start.AddMinutes(3),
            "no departure within three minutes");
        Assert.All(showcase.Zip(showcase.Skip(1)), pair => Assert.InRange(pair.Second.index - pair.First.index, 1, 300));
    }

    [Fact]
    public void World_HasAirportsAirlinesAndSensibleRoutes()
    {
        var world = Network.World;
        Assert.True(world.Airports.Count >= 120, $"{world.Airports.Count} airports");
        Assert.Equal(world.Airports.Count, world.Airports.Select(airport => airport.Code).Distinct().Count());
        Assert.All(world.Airports, airport =>
            Assert.True(Math.Abs(airport.Latitude) < 70 && Math.Abs(airport.Longitude) <= 180, airport.ToString()));
        Assert.Equal(world.Airlines.Count, world.Airlines.Select(airline => airline.Code).Distinct().Count());
        Assert.Equal(world.Routes.Count,
            world.Routes.Select(route => (route.Airline.Name, route.Origin.Code, route.Destination.Code)).Distinct().Count());
        Assert.Equal(world.Routes.Count, world.Routes.Select(route => (route.Airline.Name, route.FlightNumber)).Distinct().Count());
        Assert.All(world.Routes, route =>
        {
            Assert.True(route.Airline.Hubs.Contains(route.Origin) || route.Airline.Hubs.Contains(route.Destination), route.ToString());
            Assert.InRange(route.BlockTime.TotalHours, 0.7, 20);
            Assert.True(route.Kilometres <= route.Airline.ReachKilometres, route.ToString());
        });
    }

    [Fact]
    public void Distances_AreGreatCircles()
    {
        var route = Network.World.Find("Emirates", "DXB", "ZRH");
        Assert.InRange(route.Kilometres, 4_730, 4_800);
        Assert.InRange(route.BlockTime.TotalHours, 5.8, 7);
        Assert.InRange(Network.World.Find("British Airways", "LHR", "JFK").Kilometres, 5_520, 5_570);
    }

    [Fact]
    public void SolarHour_FollowsTheSun()
    {
        var dubai = Network.World.Find("Emirates", "DXB", "ZRH").Origin;
        Assert.Equal(3.69, dubai.SolarHour(Start), 0.01);
        Assert.InRange(dubai.SolarHour(Start.AddHours(23)), 0, 24);
    }

    private static IEnumerable<FlightEvent> Natural(int seed, int count) => Events(seed, count, 1, TimeSpan.FromSeconds(0.2));

    private static IEnumerable<FlightEvent> Events(int seed, int count, double compression, TimeSpan spacing)
    {
        var simulation = new FlightSimulation(Network.World, seed, compression);
        for (var i = 0; i < count; i++)
            yield return simulation.Next(Start + (spacing * i));
    }
}
