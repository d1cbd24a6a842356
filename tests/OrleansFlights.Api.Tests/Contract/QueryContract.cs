using System.Text.Json;

namespace OrleansFlights.Api.Tests;

/// <summary>What every query of the schema answers, whichever GraphQL server is behind the address.</summary>
public abstract class QueryContract(TestGateway gateway)
{
    private async Task<JsonElement> DataAsync(string query, object? variables = null)
    {
        var result = await gateway.PostAsync(query, variables);
        Assert.False(result.TryGetProperty("errors", out var errors), errors.ToString());
        return result.GetProperty("data");
    }

    private async Task AssertDataAsync(string query, string expected)
    {
        var data = await DataAsync(query);
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected)), JsonSerializer.Serialize(data));
    }

    [Fact]
    public Task Route_AnswersItsTally() => AssertDataAsync(
        """
        { route(origin: "DXB", destination: "ZRH") { origin destination tally {
            events byStatus { scheduled boarding departed delayed cancelled landed diverted }
            delay { departures sumSeconds minSeconds maxSeconds averageMinutes onTime percentileMinutes(p: 0.5) } } } }
        """,
        """
        {"route":{"origin":"DXB","destination":"ZRH","tally":{"events":5,
          "byStatus":{"scheduled":1,"boarding":0,"departed":2,"delayed":0,"cancelled":1,"landed":1,"diverted":0},
          "delay":{"departures":2,"sumSeconds":2400,"minSeconds":600,"maxSeconds":1800,"averageMinutes":20,"onTime":1,"percentileMinutes":10}}}}
        """);

    [Fact]
    public Task Route_NeverSeen_AnswersZeros() => AssertDataAsync(
        """{ route(origin: "AAA", destination: "BBB") { tally { events delay { departures } } windows { start } provenance { watermarks { partition offset } } } }""",
        """{"route":{"tally":{"events":0,"delay":null},"windows":[],"provenance":{"watermarks":[{"partition":0,"offset":96},{"partition":1,"offset":48}]}}}""");

    [Fact]
    public Task Route_AnswersItsProvenance() => AssertDataAsync(
        """
        { route(origin: "DXB", destination: "ZRH") { provenance {
            generation cut { partition offset } watermarks { partition offset } batch { events } realtime { events } complete } } }
        """,
        """
        {"route":{"provenance":{"generation":7,"cut":[{"partition":0,"offset":64}],"watermarks":[{"partition":0,"offset":5}],
          "batch":{"events":0},"realtime":{"events":5},"complete":true}}}
        """);

    [Fact]
    public Task Windows_AreFiveMinutesUnlessSaidOtherwise() => AssertDataAsync(
        """{ route(origin: "DXB", destination: "ZRH") { windows(last: 2) { start minutes tally { events } } } }""",
        """
        {"route":{"windows":[{"start":"2026-03-29T07:00:00Z","minutes":5,"tally":{"events":1}},
          {"start":"2026-03-29T08:00:00Z","minutes":5,"tally":{"events":1}}]}}
        """);

    [Fact]
    public Task Windows_OfAnHour_OverlapTheSpanAskedFor() => AssertDataAsync(
        """
        { route(origin: "DXB", destination: "ZRH") {
            windows(minutes: 60, from: "2026-03-29T08:30:00+02:00", to: "2026-03-29T07:00:00.001Z") { start minutes tally { events } } } }
        """,
        """
        {"route":{"windows":[{"start":"2026-03-29T06:00:00Z","minutes":60,"tally":{"events":3}},
          {"start":"2026-03-29T07:00:00Z","minutes":60,"tally":{"events":1}}]}}
        """);

    [Fact]
    public Task TopRoutes_ComeMostEventsFirst() => AssertDataAsync(
        "{ topRoutes(first: 2) { origin destination tally { events } } }",
        """{"topRoutes":[{"origin":"DXB","destination":"ZRH","tally":{"events":5}},{"origin":"ZRH","destination":"JFK","tally":{"events":2}}]}""");

    [Fact]
    public Task Routes_AreFilteredAndOrdered() => AssertDataAsync(
        """
        { a: routes(filter: { origin: "ZRH" }) { totalCount nodes { destination } }
          b: routes(filter: { destination: "ZRH", minEvents: 5 }) { totalCount nodes { origin } }
          c: routes(filter: { minEvents: 6 }) { totalCount nodes { origin } pageInfo { startCursor endCursor hasNextPage } }
          d: routes(orderBy: KEY_ASC) { nodes { origin } } }
        """,
        """
        {"a":{"totalCount":1,"nodes":[{"destination":"JFK"}]},"b":{"totalCount":1,"nodes":[{"origin":"DXB"}]},
          "c":{"totalCount":0,"nodes":[],"pageInfo":{"startCursor":null,"endCursor":null,"hasNextPage":false}},
          "d":{"nodes":[{"origin":"DXB"},{"origin":"JFK"},{"origin":"ZRH"}]}}
        """);

    [Theory]
    [InlineData("routes", "origin", 3)]
    [InlineData("airlines", "name", 3)]
    [InlineData("airports", "code", 4)]
    public async Task Connections_PageThroughEverythingOnce(string list, string field, int total)
    {
        foreach (var order in (string[])["EVENTS_DESC", "KEY_ASC"])
        {
            var seen = new List<string>();
            string? after = null;
            do
            {
                var page = (await DataAsync(
                    $$"""query($after: String) { {{list}}(first: 1, after: $after, orderBy: {{order}}) { totalCount edges { cursor node { {{field}} } } pageInfo { hasNextPage hasPreviousPage endCursor } } }""",
                    new { after })).GetProperty(list);
                Assert.Equal(total, page.GetProperty("totalCount").GetInt32());
                var edge = Assert.Single(page.GetProperty("edges").EnumerateArray());
                seen.Add(edge.GetProperty("node").GetProperty(field).GetString()!);
                var info = page.GetProperty("pageInfo");
                Assert.Equal(after is not null, info.GetProperty("hasPreviousPage").GetBoolean());
                Assert.Equal(edge.GetProperty("cursor").GetString(), info.GetProperty("endCursor").GetString());
                after = info.GetProperty("hasNextPage").GetBoolean() ? info.GetProperty("endCursor").GetString() : null;
            }
            while (after is not null && seen.Count <= total);

            Assert.Equal(total, seen.Distinct().Count());
            Assert.Equal(total, seen.Count);
        }
    }

    [Fact]
    public Task Airline_AnswersItsTally() => AssertDataAsync(
        """{ airline(name: "Swiss") { name tally { events } windows(minutes: 60) { tally { events } } provenance { generation } } airlines(filter: { nameContains: "EMI" }) { nodes { name } } }""",
        """{"airline":{"name":"Swiss","tally":{"events":4},"windows":[{"tally":{"events":2}},{"tally":{"events":1}},{"tally":{"events":1}}],"provenance":{"generation":7}},"airlines":{"nodes":[{"name":"Emirates"}]}}""");

    [Fact]
    public Task Airport_AnswersBothDirections() => AssertDataAsync(
        """{ airport(code: "ZRH") { code departures { tally { events } } arrivals { tally { events } windows(last: 1) { minutes } provenance { complete } } } airports(filter: { codes: ["ZRH", "LAX"], minEvents: 2 }) { nodes { code } } }""",
        """{"airport":{"code":"ZRH","departures":{"tally":{"events":2}},"arrivals":{"tally":{"events":5},"windows":[{"minutes":5}],"provenance":{"complete":true}}},"airports":{"nodes":[{"code":"ZRH"}]}}""");

    [Fact]
    public Task Totals_CountEverything() => AssertDataAsync("{ totals { events } }", """{"totals":{"events":8}}""");

    [Fact]
    public async Task Pipeline_AnswersWhatTheGrainKnows()
    {
        var pipeline = (await DataAsync(
            """
            { pipeline { partitions { partition endOffset watermark lag checkpoint silo } generation { id created ageSeconds cut { partition offset } }
                deadLetters drift silos { address at partitions activeViews drift events } complete } }
            """)).GetProperty("pipeline");
        Assert.Equal("""[{"partition":0,"endOffset":120,"watermark":100,"lag":20,"checkpoint":96,"silo":"silo-1"},{"partition":1,"endOffset":50,"watermark":50,"lag":0,"checkpoint":48,"silo":null}]""", pipeline.GetProperty("partitions").ToString());
        Assert.Equal("""[{"address":"silo-1","at":"1970-01-01T00:00:00Z","partitions":[0],"activeViews":12,"drift":0,"events":170}]""", pipeline.GetProperty("silos").ToString());
        Assert.Equal("2026-03-29T06:05:00Z", pipeline.GetProperty("generation").GetProperty("created").GetString());
        Assert.True(pipeline.GetProperty("generation").GetProperty("ageSeconds").GetDouble() > 0);
        Assert.Equal(3, pipeline.GetProperty("deadLetters").GetInt64());
    }

    [Fact]
    public async Task DeadLetters_ComeAPageAtATime()
    {
        const string Fields = "hasNextPage endCursor nodes { reason partition offset at key text bytes }";
        var first = (await DataAsync($"{{ deadLetters(first: 2) {{ {Fields} }} }}")).GetProperty("deadLetters");
        var newest = first.GetProperty("nodes")[0];
        Assert.Equal(("reason 2", 12L, 5_000L), (newest.GetProperty("reason").GetString(), newest.GetProperty("offset").GetInt64(),
            newest.GetProperty("bytes").GetInt64()));
        Assert.Equal("1970-01-01T00:00:02Z", newest.GetProperty("at").GetString());
        Assert.Equal(("DXB-ZRH", "{\uFFFD"), (newest.GetProperty("key").GetString(), newest.GetProperty("text").GetString()));
        Assert.True(first.GetProperty("hasNextPage").GetBoolean());
        var second = (await DataAsync($"query($after: String) {{ deadLetters(first: 2, after: $after) {{ {Fields} }} }}",
            new { after = first.GetProperty("endCursor").GetString() })).GetProperty("deadLetters");
        Assert.Equal("reason 0", Assert.Single(second.GetProperty("nodes").EnumerateArray()).GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("endCursor").ValueKind);
    }

    [Fact]
    public async Task PipelineHistory_HoldsASampleOfEachLook()
    {
        var samples = (await DataAsync("{ pipelineHistory { endOffset watermark lag deadLetters generation } }"))
            .GetProperty("pipelineHistory");
        Assert.Equal("""{"endOffset":170,"watermark":150,"lag":20,"deadLetters":3,"generation":7}""", samples[0].ToString());
    }

    [Theory]
    [InlineData("""{ deadLetters(first: 0) { hasNextPage } }""", "first")]
    [InlineData("""{ deadLetters(after: "nonsense") { hasNextPage } }""", "after")]
    [InlineData("""{ route(origin: "dxb", destination: "ZRH") { origin } }""", "origin")]
    [InlineData("""{ route(origin: "DXB", destination: "ZR") { origin } }""", "destination")]
    [InlineData("""{ route(origin: "DXB", destination: "DXB") { origin } }""", "destination")]
    [InlineData("""{ airport(code: "Zürich") { code } }""", "code")]
    [InlineData("""{ airline(name: " ") { name } }""", "name")]
    [InlineData("""{ recount(kind: ROUTE, key: "DXB") { events } }""", "key")]
    [InlineData("""{ recount(kind: ROUTE, key: "DXB-DXB") { events } }""", "key")]
    [InlineData("""{ recount(kind: ARRIVALS, key: "Zürich") { events } }""", "key")]
    [InlineData("""{ recount(kind: AIRLINE, key: "") { events } }""", "key")]
    [InlineData("""{ topRoutes(first: 0) { origin } }""", "first")]
    [InlineData("""{ topRoutes(first: 101) { origin } }""", "first")]
    [InlineData("""{ routes(first: -1) { totalCount } }""", "first")]
    [InlineData("""{ routes(after: "nonsense") { totalCount } }""", "after")]
    [InlineData("""{ routes(filter: { origin: "Q" }) { totalCount } }""", "origin")]
    [InlineData("""{ airlines(filter: { minEvents: -1 }) { totalCount } }""", "minEvents")]
    [InlineData("""{ airports(filter: { codes: ["ZRH", "4"] }) { totalCount } }""", "codes")]
    [InlineData("""{ airport(code: "ZRH") { arrivals { windows(minutes: 7) { start } } } }""", "minutes")]
    [InlineData("""{ airport(code: "ZRH") { arrivals { windows(minutes: 1445) { start } } } }""", "minutes")]
    [InlineData("""{ airport(code: "ZRH") { arrivals { windows(last: 0) { start } } } }""", "last")]
    [InlineData("""{ airport(code: "ZRH") { arrivals { windows(from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z") { start } } } }""", "to")]
    [InlineData("""{ totals { delay { percentileMinutes(p: 0) } } }""", "p")]
    [InlineData("""{ totals { delay { percentileMinutes(p: 95) } } }""", "p")]
    public async Task BadArgument_IsNamedInTheError(string query, string argument)
    {
        var error = Assert.Single((await gateway.PostAsync(query)).GetProperty("errors").EnumerateArray());
        Assert.Contains($"'{argument}'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("allowed", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("BAD_ARGUMENT", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(argument, error.GetProperty("extensions").GetProperty("argument").GetString());
        Assert.NotEmpty(error.GetProperty("path").EnumerateArray());
    }

    [Fact]
    public async Task About_SaysWhatTheProcessIs_AndARecountItCannotDoIsRefusedInWords()
    {
        var about = (await gateway.PostAsync("{ about { simulated recounts } }")).GetProperty("data").GetProperty("about");
        Assert.Equal("""{"simulated":false,"recounts":false}""", about.ToString());

        var error = Assert.Single((await gateway.PostAsync("""{ recount(kind: ROUTE, key: "DXB-ZRH") { events differences } }""")).GetProperty("errors").EnumerateArray());
        Assert.Equal("UNAVAILABLE", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Contains("no batch layer", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-29")]
    [InlineData("2026-03-29T06:00:00")]
    [InlineData("yesterday")]
    public async Task BadInstant_IsRefused(string from)
    {
        var result = await gateway.PostAsync(
            "query($from: DateTime) { airport(code: \"ZRH\") { arrivals { windows(from: $from) { start } } } }", new { from });
        Assert.NotEmpty(result.GetProperty("errors").EnumerateArray());
    }
}
