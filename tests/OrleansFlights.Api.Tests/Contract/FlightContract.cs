using System.Text.Json;
using OrleansFlights.Flights;

namespace OrleansFlights.Api.Tests;

/// <summary>What the schema answers about single flights, whichever GraphQL server is behind the address.</summary>
public abstract class FlightContract(TestGateway gateway)
{
    private async Task AssertDataAsync(string query, string expected)
    {
        var result = await gateway.PostAsync(query);
        Assert.False(result.TryGetProperty("errors", out var errors), errors.ToString());
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected)), JsonSerializer.Serialize(result.GetProperty("data")));
    }

    [Fact]
    public Task Flight_TellsWhatItsEventsSay() => AssertDataAsync(
        """
        { flight(id: "EK87-2") { id airline origin destination scheduledDeparture actualDeparture delayMinutes status aircraft { model registration }
            updated history { status first last } route { tally { events } } } }
        """,
        """
        {"flight":{"id":"EK87-2","airline":"Emirates","origin":"DXB","destination":"ZRH","scheduledDeparture":"2026-03-29T07:00:00Z",
          "actualDeparture":"2026-03-29T07:10:00Z","delayMinutes":10,"status":"DEPARTED","aircraft":{"model":"Airbus A380-800","registration":"A6-EUV"},
          "updated":"2026-03-29T07:11:00Z","history":[{"status":"SCHEDULED","first":"2026-03-29T06:00:00Z","last":"2026-03-29T06:00:00Z"},
          {"status":"DEPARTED","first":"2026-03-29T07:11:00Z","last":"2026-03-29T07:11:00Z"}],"route":{"tally":{"events":5}}}}
        """);

    [Fact]
    public Task Flight_NeverSeenOrNotLeft_IsNull() => AssertDataAsync(
        """{ a: flight(id: "no such flight") { id } b: flight(id: "EK87-1") { actualDeparture delayMinutes } }""",
        """{"a":null,"b":{"actualDeparture":null,"delayMinutes":null}}""");

    [Theory]
    [InlineData("""search: "zurich" """, "LX14-1 LX243-1")]
    [InlineData("""search: "A380 ek8" """, "EK87-2 EK87-1")]
    [InlineData("""filter: { route: "DXB-ZRH" }""", "LX243-1 EK87-2 EK87-1")]
    [InlineData("""filter: { route: "DXB-ZRH", origin: "DXB" }, search: "lx" """, "LX243-1")]
    [InlineData("""filter: { destination: "JFK" }""", "LX14-1")]
    [InlineData("""filter: { airline: "Emirates", status: DEPARTED }""", "EK87-2")]
    [InlineData("""filter: { status: [BOARDING, CANCELLED] }""", "LX14-1 LX243-1")]
    [InlineData("""filter: { from: "2026-03-29T07:00:00Z", to: "2026-03-29T10:00:00+01:00" }""", "LX243-1 EK87-2")]
    [InlineData("""search: "nowhere" """, "")]
    public async Task Flights_AreFoundByWordsAndFilter(string arguments, string expected)
    {
        var result = await gateway.PostAsync($"{{ flights({arguments}) {{ totalCount nodes {{ id }} }} }}");
        var flights = result.GetProperty("data").GetProperty("flights");
        Assert.Equal(
            expected, string.Join(' ', flights.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetString())));
        Assert.Equal(flights.GetProperty("nodes").GetArrayLength(), flights.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Flights_PageThroughEverythingOnce()
    {
        var seen = new List<string?>();
        string? after = null;
        do
        {
            var result = await gateway.PostAsync(
                "query($after: String) { flights(first: 1, after: $after, filter: { route: \"DXB-ZRH\" }) { totalCount edges { cursor node "
                + "{ id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }",
                new { after });
            var page = result.GetProperty("data").GetProperty("flights");
            Assert.Equal(3, page.GetProperty("totalCount").GetInt32());
            seen.Add(Assert.Single(page.GetProperty("edges").EnumerateArray()).GetProperty("node").GetProperty("id").GetString());
            Assert.Equal(after is not null, page.GetProperty("pageInfo").GetProperty("hasPreviousPage").GetBoolean());
            after = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()
                ? page.GetProperty("pageInfo").GetProperty("endCursor").GetString() : null;
        }
        while (after is not null && seen.Count <= 3);

        Assert.Equal(["LX243-1", "EK87-2", "EK87-1"], seen);
    }

    [Theory]
    [InlineData("""{ flight(id: "") { id } }""", "id")]
    [InlineData("""{ flights(search: " -* ") { totalCount } }""", "search")]
    [InlineData("""{ flights(first: 0) { totalCount } }""", "first")]
    [InlineData("""{ flights(first: 101) { totalCount } }""", "first")]
    [InlineData("""{ flights(after: "nonsense") { totalCount } }""", "after")]
    [InlineData("""{ flights(filter: { route: "DXBZRH" }) { totalCount } }""", "route")]
    [InlineData("""{ flights(filter: { route: "DXB-DXB" }) { totalCount } }""", "route")]
    [InlineData("""{ flights(filter: { route: "DXB-ZRH", destination: "JFK" }) { totalCount } }""", "destination")]
    [InlineData("""{ flights(filter: { origin: "dxb" }) { totalCount } }""", "origin")]
    [InlineData("""{ flights(filter: { airline: " " }) { totalCount } }""", "airline")]
    [InlineData("""{ flights(filter: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }) { totalCount } }""", "to")]
    public async Task BadArgument_IsNamedInTheError(string query, string argument)
    {
        var error = Assert.Single((await gateway.PostAsync(query)).GetProperty("errors").EnumerateArray());
        Assert.Equal("BAD_ARGUMENT", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(argument, error.GetProperty("extensions").GetProperty("argument").GetString());
    }

    [Fact]
    public async Task Subscription_BeginsWithTheStateNow_ThenChangesFollow()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await gateway.IndexAsync(IndexedFlights.Event("WATCHED", "Swiss", "AAA", "AAB", 0, FlightStatus.Scheduled, 0));
        await client.SubscribeAsync("1", """subscription { flight(id: "WATCHED") { id status } }""");
        Assert.Equal("""{"flight":{"id":"WATCHED","status":"SCHEDULED"}}""", (await client.NextAsync("1")).ToString());

        await gateway.IndexAsync(IndexedFlights.Event("WATCHED", "Swiss", "AAA", "AAB", 0, FlightStatus.Departed, 1));
        Assert.Equal("""{"flight":{"id":"WATCHED","status":"DEPARTED"}}""", (await client.NextAsync("1")).ToString());
    }

    [Fact]
    public async Task Subscription_OfAFlightNeverSeen_BeginsWithItsFirstEvent()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("1", """subscription { flight(id: "LATER") { status } }""");
        await Eventually.HoldsAsync(() => gateway.Hub.Feeds > 0, () => "nothing is followed");
        await gateway.IndexAsync(IndexedFlights.Event("LATER", "Swiss", "AAA", "AAB", 0, FlightStatus.Departed, 0));
        Assert.Equal("""{"flight":{"status":"DEPARTED"}}""", (await client.NextAsync("1")).ToString());
    }
}
