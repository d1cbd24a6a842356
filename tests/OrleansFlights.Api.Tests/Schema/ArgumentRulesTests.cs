using OrleansFlights.Flights;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Tests;

public sealed class ArgumentRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(5, 0, 5, 0, 1)]
    [InlineData(5, 1, 5, 0, 1)]
    [InlineData(5, 0, 6, 0, 2)]
    [InlineData(60, 7, 8, 0, 12)]
    [InlineData(60, 59, 61, 0, 24)]
    public void Windows_AreThoseThatOverlapTheSpan(int minutes, int from, int to, int first, int end)
    {
        var query = ArgumentRules.Windows(minutes, Noon.AddMinutes(from), Noon.AddMinutes(to), null);
        var noon = FlightWindow.IndexOf(Noon);
        Assert.Equal(new WindowQuery(minutes, noon + first, noon + end, null), query);
    }

    [Fact]
    public void Airports_AreMergedFromBothDirections()
    {
        RankingEntry[] departures = [new("AAA", 1), new("BBB", 5)];
        RankingEntry[] arrivals = [new("AAA", 7), new("CCC", 5)];
        var page = AirportList.Page(departures, arrivals, 2, null, null, 0, RankingOrder.EventsDescending);
        Assert.Equal([new("AAA", 8), new("BBB", 5)], page.Entries);
        Assert.Equal((true, 3), (page.HasMore, page.Total));
        page = AirportList.Page(departures, arrivals, 2, page.Entries[^1], null, 0, RankingOrder.EventsDescending);
        Assert.Equal([new("CCC", 5)], page.Entries);
        Assert.False(page.HasMore);
    }
}
