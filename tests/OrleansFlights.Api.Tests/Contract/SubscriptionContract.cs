using OrleansFlights.Flights;

namespace OrleansFlights.Api.Tests;

/// <summary>What every subscription of the schema sends over a WebSocket, whichever GraphQL server is behind the address.</summary>
public abstract class SubscriptionContract(TestGateway gateway)
{
    private static FlightFact Fact(long offset) => new(offset, Windows.First, FlightStatus.Landed, null);

    [Fact]
    public async Task Route_FirstMessageIsTheStateNow_ThenChangesFollow()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        gateway.Flights.Add("AAA", "AAB", "Subscribed", Fact(0));
        await client.SubscribeAsync("1", """subscription { route(origin: "AAA", destination: "AAB") { origin tally { events } } }""");
        Assert.Equal("""{"route":{"origin":"AAA","tally":{"events":1}}}""", (await client.NextAsync("1")).ToString());

        gateway.Flights.Add("AAA", "AAB", "Subscribed", Fact(1));
        Assert.Equal("""{"route":{"origin":"AAA","tally":{"events":2}}}""", (await client.NextAsync("1")).ToString());
    }

    [Fact]
    public async Task Route_NeverSeen_StartsWithZeros()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("1", """subscription { route(origin: "QQQ", destination: "QQR") { tally { events } } }""");
        Assert.Equal(0, (await client.NextAsync("1")).GetProperty("route").GetProperty("tally").GetProperty("events").GetInt64());
    }

    [Fact]
    public async Task Route_AfterItsCursor_StartsWithTheNextChange()
    {
        gateway.Flights.Add("AAA", "AAC", "Subscribed", Fact(0));
        var answer = await gateway.PostAsync("""{ route(origin: "AAA", destination: "AAC") { cursor } }""");
        var after = answer.GetProperty("data").GetProperty("route").GetProperty("cursor").GetString();

        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        const string Query = """subscription($after: String) { route(origin: "AAA", destination: "AAC", after: $after) { cursor tally { events } } }""";
        await client.SubscribeAsync("fresh", Query, new { after });
        var view = new ViewKey(Dimension.Route, "AAA-AAC");
        await Eventually.HoldsAsync(() => gateway.Flights.ObserversOf(view) > 0, () => "nobody observes the route");
        gateway.Flights.Add("AAA", "AAC", "Subscribed", Fact(1));
        Assert.Equal(2, (await client.NextAsync("fresh")).GetProperty("route").GetProperty("tally").GetProperty("events").GetInt64());

        await client.SubscribeAsync("stale", Query, new { after });
        Assert.Equal(2, (await client.NextAsync("stale")).GetProperty("route").GetProperty("tally").GetProperty("events").GetInt64());
    }

    [Fact]
    public async Task TopRoutes_FollowTheOrder()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("1", "subscription { topRoutes(first: 1) { origin destination tally { events } } }");
        var first = (await client.NextAsync("1")).GetProperty("topRoutes")[0];
        var events = first.GetProperty("tally").GetProperty("events").GetInt64();

        var added = 0;
        while (added <= events)
            gateway.Flights.Add("TOP", "ONE", "Subscribed", Fact(added++));
        while ((await client.NextAsync("1")).GetProperty("topRoutes")[0] is var top
            && (top.GetProperty("origin").GetString() != "TOP" || top.GetProperty("tally").GetProperty("events").GetInt64() < added))
        {
        }
    }

    [Fact]
    public async Task ChangedRoutes_TellsTheOneThatGrew_AndNoOther()
    {
        gateway.Flights.Add("CHA", "NGE", "Subscribed", Fact(0));
        gateway.Flights.Add("CHA", "STI", "Subscribed", Fact(0));
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("1", "subscription { changedRoutes(first: 100) { origin destination tally { events } } }");
        await client.NextAsync("1");

        gateway.Flights.Add("CHA", "NGE", "Subscribed", Fact(1));
        while (true)
        {
            var changed = (await client.NextAsync("1")).GetProperty("changedRoutes").EnumerateArray()
                .ToDictionary(r => $"{r.GetProperty("origin")}-{r.GetProperty("destination")}", r =>
                    r.GetProperty("tally").GetProperty("events").GetInt64());
            Assert.DoesNotContain("CHA-STI", changed.Keys);
            if (changed.TryGetValue("CHA-NGE", out var events))
            {
                Assert.Equal(2, events);
                return;
            }
        }
    }

    [Fact]
    public async Task Totals_Grow()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("1", "subscription { totals { events } }");
        var before = (await client.NextAsync("1")).GetProperty("totals").GetProperty("events").GetInt64();
        gateway.Flights.Add("AAA", "AAD", "Subscribed", Fact(0));
        Assert.True((await client.NextAsync("1")).GetProperty("totals").GetProperty("events").GetInt64() > before);
    }

    [Fact]
    public async Task Pipeline_ComesAgain()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("1", "subscription { pipeline { partitions { lag } complete } }");
        for (var i = 0; i < 2; i++)
            Assert.Equal(
                20, (await client.NextAsync("1")).GetProperty("pipeline").GetProperty("partitions")[0].GetProperty("lag").GetInt64());
    }

    [Theory]
    [InlineData("""subscription { route(origin: "A", destination: "ZRH") { origin } }""", "origin")]
    [InlineData("""subscription { route(origin: "DXB", destination: "ZRH", after: "x") { origin } }""", "after")]
    [InlineData("""subscription { topRoutes(first: 1000) { origin } }""", "first")]
    public async Task BadArgument_EndsTheOperationAndKeepsTheSocket(string query, string argument)
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("1", query);
        var message = await client.ReceiveAsync();
        Assert.Equal("error", message.GetProperty("type").GetString());
        Assert.Contains($"'{argument}'", message.GetProperty("payload")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        await client.SubscribeAsync("1", "{ totals { events } }");
        await client.NextAsync("1");
    }

    [Fact]
    public async Task ClientThatIsGone_IsForgotten()
    {
        var view = new ViewKey(Dimension.Route, "GON-GOO");
        var client = await GraphQLSocketClient.OpenAsync(gateway);
        foreach (var id in (string[])["1", "2"])
        {
            await client.SubscribeAsync(id, """subscription { route(origin: "GON", destination: "GOO") { tally { events } } }""");
            await client.NextAsync(id);
        }

        Assert.Equal(1, gateway.Flights.ObserversOf(view));
        client.Abort();
        await Eventually.HoldsAsync(
            () => gateway.Flights.ObserversOf(view) == 0, () => "the view is still observed for a client that is gone");
        await client.DisposeAsync();
    }

    [Fact]
    public async Task EventStreamThatIsGone_IsForgotten()
    {
        var view = new ViewKey(Dimension.Route, "GON-GOP");
        var query = Uri.EscapeDataString("""subscription { route(origin: "GON", destination: "GOP") { tally { events } } }""");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/graphql?query={query}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        using (await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
            await Eventually.HoldsAsync(() => gateway.Flights.ObserversOf(view) == 1, () => "nobody observes the view");

        await Eventually.HoldsAsync(
            () => gateway.Flights.ObserversOf(view) == 0, () => "the view is still observed for a client that is gone");
    }

    [Fact]
    public async Task Metrics_CountSubscriptionsAndMessages()
    {
        using var meters = new GatewayMeters(gateway);
        await using (var client = await GraphQLSocketClient.OpenAsync(gateway))
        {
            await client.SubscribeAsync("1", "subscription { totals { events } }");
            await client.NextAsync("1");
            gateway.Flights.Add("AAA", "AAE", "Subscribed", Fact(0));
            await client.NextAsync("1");
            await Eventually.HoldsAsync(() => meters.Count("flights_graphql_messages", 1) >= 2, () => "messages are not counted");
            Assert.True(meters.Count("flights_graphql_subscriptions", 1) >= 1 && meters.Count("flights_graphql_connections", 1) == 1);
        }

        await Eventually.HoldsAsync(
            () => meters.Count("flights_graphql_subscriptions", -1) >= 1 && meters.Count("flights_graphql_connections", -1) >= 1, () =>
                "what ended is still counted");
    }
}
