using System.Text.Json;

namespace OrleansFlights.Api.Tests;

/// <summary>What analysts ask: windows of calendars, comparisons, rankings, places, lists of keys; whichever GraphQL server answers.</summary>
public abstract class AnalystContract(TestGateway gateway)
{
    private const string Route = """route(origin: "DXB", destination: "ZRH")""";

    private async Task AssertDataAsync(string query, string expected)
    {
        var result = await gateway.PostAsync(query);
        Assert.False(result.TryGetProperty("errors", out var errors), errors.ToString());
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected)), JsonSerializer.Serialize(result.GetProperty("data")));
    }

    [Fact]
    public async Task OneBadAlias_LosesNoOtherAnswer()
    {
        var result = await gateway.PostAsync($$"""{ bad: route(origin: "no", destination: "ZRH") { seen } good: {{Route}} { seen } }""");
        Assert.Equal("""{"bad":null,"good":{"seen":true}}""", JsonSerializer.Serialize(result.GetProperty("data")));
        Assert.Equal("bad", Assert.Single(result.GetProperty("errors").EnumerateArray()).GetProperty("path")[0].GetString());
    }

    [Fact]
    public Task NeverSeen_IsToldFromSeen_AndRatesOfNothingAreNull() => AssertDataAsync(
        """
        { route(origin: "QQQ", destination: "ZRH") { seen tally { cancellationRate onTimeShare meanDelayMinutes } } airport(code: "ZRH") { seen }
          a: airport(code: "QQQ") { seen } airline(name: "Nobody") { seen } b: airline(name: "Swiss") { seen } }
        """,
        """
        {"route":{"seen":false,"tally":{"cancellationRate":null,"onTimeShare":null,"meanDelayMinutes":null}},"airport":{"seen":true},
          "a":{"seen":false},"airline":{"seen":false},"b":{"seen":true}}
        """);

    [Fact]
    public Task Rates_AreOfTheTally() => AssertDataAsync(
        $$"""{ {{Route}} { tally { cancellationRate onTimeShare meanDelayMinutes } } }""",
        """{"route":{"tally":{"cancellationRate":0.3333333333333333,"onTimeShare":0.5,"meanDelayMinutes":20}}}""");

    [Fact]
    public async Task Node_FindsWhatItsIdIsOf()
    {
        foreach (var (query, type) in ((string, string)[])[
            (Route, "Route"), ("""airline(name: "Swiss")""", "Airline"), ("""airport(code: "ZRH")""", "Airport"),
            ($"""flight(id: "{IndexedFlights.Seed.First().FlightId}")""", "Flight")])
        {
            var answer = await gateway.PostAsync($$"""{ asked: {{query}} { id } }""");
            var id = answer.GetProperty("data").GetProperty("asked").GetProperty("id").GetString();
            await AssertDataAsync(
                $$"""{ node(id: "{{id}}") { __typename id } }""", $$$"""{"node":{"__typename":"{{{type}}}","id":"{{{id}}}"}}""");
        }

        await AssertDataAsync("""{ node(id: "none such") { id } }""", """{"node":null}""");
    }

    [Fact]
    public Task Links_LeadToObjects() => AssertDataAsync(
        $$"""{ {{Route}} { originAirport { code } destinationAirport { code city country icao timeZone } } airline(name: "Emirates") { iata icao } }""",
        """
        {"route":{"originAirport":{"code":"DXB"},"destinationAirport":{"code":"ZRH","city":"Zurich","country":"CH","icao":"LSZH","timeZone":"Europe/Zurich"}},
          "airline":{"iata":"EK","icao":"UAE"}}
        """);

    [Fact]
    public Task Series_OfDays_FollowTheZone() => AssertDataAsync(
        $$"""
        { {{Route}} { series(from: "2026-03-28T22:00:00z", to: "2026-03-30T22:00:00.123456789Z", unit: DAY, timeZone: "Europe/Zurich", fill: true) {
            totalCount nodes { start end tally { events } } } } }
        """,
        """
        {"route":{"series":{"totalCount":4,"nodes":[
          {"start":"2026-03-27T23:00:00Z","end":"2026-03-28T23:00:00Z","tally":{"events":0}},
          {"start":"2026-03-28T23:00:00Z","end":"2026-03-29T22:00:00Z","tally":{"events":5}},
          {"start":"2026-03-29T22:00:00Z","end":"2026-03-30T22:00:00Z","tally":{"events":0}},
          {"start":"2026-03-30T22:00:00Z","end":"2026-03-31T22:00:00Z","tally":{"events":0}}]}}}
        """);

    [Theory]
    [InlineData(true, 37)]
    [InlineData(false, 4)]
    public async Task Series_IsPagedThroughOnce(bool fill, int windows)
    {
        var starts = new List<string>();
        var events = 0L;
        string? after = null;
        do
        {
            var argument = after is null ? "" : $", after: \"{after}\"";
            var result = await gateway.PostAsync(
                $$"""{ {{Route}} { series(from: "2026-03-29T06:00:00Z", to: "2026-03-29T09:05:00Z", minutes: 5, first: 3, fill: {{(fill ? "true" : "false")}}{{argument}}) { edges { cursor node { start tally { events } } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }""");
            var page = result.GetProperty("data").GetProperty("route").GetProperty("series");
            foreach (var edge in page.GetProperty("edges").EnumerateArray())
            {
                starts.Add(edge.GetProperty("node").GetProperty("start").GetString()!);
                events += edge.GetProperty("node").GetProperty("tally").GetProperty("events").GetInt64();
            }

            var info = page.GetProperty("pageInfo");
            Assert.Equal(after is not null, info.GetProperty("hasPreviousPage").GetBoolean());
            after = info.GetProperty("hasNextPage").GetBoolean() ? info.GetProperty("endCursor").GetString() : null;
        }
        while (after is not null && starts.Count <= windows);
        Assert.Equal(windows, starts.Count);
        Assert.Equal(starts.Distinct().Order(StringComparer.Ordinal), starts);
        Assert.Equal(5, events);
    }

    [Fact]
    public Task Series_IsComparedWithAnEarlierPeriod() => AssertDataAsync(
        $$"""
        { {{Route}} { series(from: "2026-03-29T07:00:00Z", to: "2026-03-29T09:00:00Z", compareFrom: "2026-03-29T06:00:00Z") {
            nodes { start tally { events } earlier { start tally { events } earlier { start } } } } } }
        """,
        """
        {"route":{"series":{"nodes":[
          {"start":"2026-03-29T07:00:00Z","tally":{"events":1},"earlier":{"start":"2026-03-29T06:00:00Z","tally":{"events":3},"earlier":null}},
          {"start":"2026-03-29T08:00:00Z","tally":{"events":1},"earlier":{"start":"2026-03-29T07:00:00Z","tally":{"events":1},"earlier":null}}]}}}
        """);

    [Fact]
    public Task Ranking_IsByTheMeasureOverTheSpan() => AssertDataAsync(
        """
        { a: ranking(kind: ROUTE, by: CANCELLATION_RATE) { entries { rank key value } }
          b: ranking(kind: ROUTE, by: EVENTS, from: "2026-03-29T06:00:00Z", to: "2026-03-29T06:05:00Z", ascending: true, minEvents: 2) { entries { rank key value route { origin } airline { name } } }
          c: ranking(kind: ARRIVALS, by: MEAN_DELAY_MINUTES) { complete entries { key value tally { events } airport { code } } } }
        """,
        """
        {"a":{"entries":[{"rank":1,"key":"DXB-ZRH","value":0.3333333333333333}]},
          "b":{"entries":[{"rank":1,"key":"DXB-ZRH","value":2,"route":{"origin":"DXB"},"airline":null},{"rank":2,"key":"ZRH-JFK","value":2,"route":{"origin":"ZRH"},"airline":null}]},
          "c":{"complete":true,"entries":[{"key":"ZRH","value":20,"tally":{"events":5},"airport":{"code":"ZRH"}}]}}
        """);

    [Fact]
    public Task Places_AddUpTheirAirports() => AssertDataAsync(
        """{ country(code: "us") { country city airports { code } departures { airports complete tally { events } } arrivals { tally { events } } } city(name: "zurich", country: "CH") { city arrivals { tally { events } } } none: country(code: "XX") { country } }""",
        """
        {"country":{"country":"US","city":null,"airports":[{"code":"JFK"},{"code":"LAX"}],"departures":{"airports":2,"complete":true,"tally":{"events":1}},"arrivals":{"tally":{"events":3}}},
          "city":{"city":"Zurich","arrivals":{"tally":{"events":5}}},"none":null}
        """);

    [Fact]
    public Task Keys_AreAnsweredInTheirOrder_NeverSeenOnesToo() => AssertDataAsync(
        """
        { routes(keys: ["ZRH-JFK", "QQQ-ZRH", "DXB-ZRH", "ZRH-JFK"]) { totalCount nodes { origin seen tally { events } } pageInfo { hasNextPage } }
          airlines(keys: ["Swiss"]) { nodes { name } } airports(keys: ["ZRH", "DXB"]) { nodes { code } } none: routes(keys: []) { totalCount nodes { origin } } }
        """,
        """
        {"routes":{"totalCount":3,"nodes":[{"origin":"ZRH","seen":true,"tally":{"events":2}},{"origin":"QQQ","seen":false,"tally":{"events":0}},{"origin":"DXB","seen":true,"tally":{"events":5}}],"pageInfo":{"hasNextPage":false}},
          "airlines":{"nodes":[{"name":"Swiss"}]},"airports":{"nodes":[{"code":"ZRH"},{"code":"DXB"}]},"none":{"totalCount":0,"nodes":[]}}
        """);

    [Fact]
    public Task EmptyLists_NameNothing() => AssertDataAsync(
        "{ airports(filter: { codes: [] }) { totalCount } flights(filter: { status: [] }) { totalCount nodes { id } } airlines(keys: []) { "
        + "totalCount } }",
        """{"airports":{"totalCount":0},"flights":{"totalCount":0,"nodes":[]},"airlines":{"totalCount":0}}""");

    [Theory]
    [InlineData("""routes(keys: ["dxb-ZRH"]) { totalCount }""", "keys")]
    [InlineData("""routes(keys: ["DXB-ZRH"], filter: {}) { totalCount }""", "keys")]
    [InlineData("""airports(keys: ["zrh"]) { totalCount }""", "keys")]
    [InlineData("""route(origin: "DXB", destination: "zrh") { seen }""", "destination")]
    [InlineData("""routes(filter: { origin: "dxb" }) { totalCount }""", "origin")]
    [InlineData("""airports(filter: { codes: ["zrh"] }) { totalCount }""", "codes")]
    [InlineData("""flights(filter: { origin: "dxb" }) { totalCount }""", "origin")]
    [InlineData("""flights(filter: { route: "dxb-ZRH" }) { totalCount }""", "route")]
    [InlineData("""country(code: "CHE") { country }""", "code")]
    [InlineData("""ranking(kind: ROUTE, by: EVENTS, first: 0) { measured }""", "first")]
    [InlineData("""ranking(kind: ROUTE, by: DELAY_PERCENTILE_MINUTES, p: 2) { measured }""", "p")]
    [InlineData("""totals { series(from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z") { totalCount } }""", "to")]
    [InlineData("""totals { series(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", timeZone: "Mars") { totalCount } }""", "timeZone")]
    [InlineData("""totals { series(from: "1960-01-01T00:00:00Z", to: "1960-01-02T00:00:00Z", timeZone: "Africa/Monrovia") { totalCount } }""", "timeZone")]
    [InlineData("""totals { series(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", minutes: 12) { totalCount } }""", "minutes")]
    [InlineData("""totals { series(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", minutes: 5, unit: DAY) { totalCount } }""", "minutes")]
    [InlineData("""totals { series(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", after: "x") { totalCount } }""", "after")]
    [InlineData("""totals { series(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", compareFrom: "2026-01-01T00:00:00Z") { totalCount } }""", "compareFrom")]
    public async Task BadArgument_IsNamed(string field, string argument)
    {
        var error = Assert.Single((await gateway.PostAsync($"{{ {field} }}")).GetProperty("errors").EnumerateArray());
        Assert.Equal("BAD_ARGUMENT", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(argument, error.GetProperty("extensions").GetProperty("argument").GetString());
    }
}
