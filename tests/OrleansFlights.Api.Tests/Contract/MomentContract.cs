using System.Text.Json;
using OrleansFlights.Flights;

namespace OrleansFlights.Api.Tests;

/// <summary>A gateway that gives up waiting soon, and allows few windows.</summary>
public abstract class MomentGateway : TestGateway
{
    protected override Dictionary<string, string?> Settings =>
        new() { ["GraphQL:MaxComplexity"] = "300", ["GraphQL:Timeout"] = "00:00:06" };
}

/// <summary>Answers are of one moment, do not go backwards, wait for what they must count, and wake no grain for nothing.</summary>
public abstract class MomentContract(MomentGateway gateway)
{
    private static readonly string Fields =
        "tally { events } a: windows(minutes: 60) { tally { events } } b: windows(last: 3) { tally { events } } provenance { watermarks { "
        + "partition offset } missing { from } } cursor";

    private static FlightFact Fact => new(0, Windows.First, OrleansFlights.Flights.FlightStatus.Landed, null);

    private async Task<JsonElement> DataAsync(string query)
    {
        var result = await gateway.PostAsync(query);
        Assert.False(result.TryGetProperty("errors", out var errors), errors.ToString());
        return result.GetProperty("data");
    }

    [Fact]
    public async Task FieldsOfAnObject_AreOfOneMoment_WhileEventsCome()
    {
        using var stop = new CancellationTokenSource();
        var counting = Task.Run(() =>
        {
            for (var i = 0; i < 1_000_000 && !stop.IsCancellationRequested; i++)
                gateway.Flights.Add("MOA", "MOB", "Moment", Fact);
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 100; i++)
        {
            var data = await DataAsync($$"""{ route(origin: "MOA", destination: "MOB") { {{Fields}} } airline(name: "Moment") { {{Fields}} } airport(code: "MOA") { departures { {{Fields}} } } }""");
            foreach (var answer in (JsonElement[])[
                data.GetProperty("route"), data.GetProperty("airline"), data.GetProperty("airport").GetProperty("departures")])
            {
                var events = answer.GetProperty("tally").GetProperty("events").GetInt64();
                Assert.Equal(
                    events, answer.GetProperty("a").EnumerateArray().Sum(w => w.GetProperty("tally").GetProperty("events").GetInt64()));
                Assert.Equal(
                    events, answer.GetProperty("b").EnumerateArray().Sum(w => w.GetProperty("tally").GetProperty("events").GetInt64()));
                if (events > 0)
                    Assert.Equal(events, answer.GetProperty("provenance").GetProperty("watermarks")[0].GetProperty("offset").GetInt64());
            }

            var totals = (await DataAsync("{ totals { events windows { tally { events } } } }")).GetProperty("totals");
            Assert.Equal(totals.GetProperty("events").GetInt64(),
                totals.GetProperty("windows").EnumerateArray().Sum(w => w.GetProperty("tally").GetProperty("events").GetInt64()));
        }

        await stop.CancelAsync();
        await counting;
    }

    [Fact]
    public async Task AnswerThatWouldGoBackwards_IsNotShown()
    {
        const string Query = """{ route(origin: "BAA", destination: "BAB") { tally { events } provenance { watermarks { offset } } } }""";
        var view = new ViewKey(Dimension.Route, "BAA-BAB");
        foreach (var _ in Enumerable.Range(0, 200))
            gateway.Flights.Add("BAA", "BAB", "Back", Fact);
        await DataAsync(Query);
        gateway.Flights.MoveBack(view, 150);
        var error = (await gateway.PostAsync(Query)).GetProperty("errors")[0];
        Assert.Equal("NOT_YET", error.GetProperty("extensions").GetProperty("code").GetString());
        gateway.Flights.MoveBack(view, 201);
        Assert.Equal(201, (await DataAsync(Query)).GetProperty("route").GetProperty("provenance")
            .GetProperty("watermarks")[0].GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task AtLeast_WaitsForWhatItNames()
    {
        const string Query = """query { route(origin: "LEA", destination: "LEB", atLeast: "0:201") { tally { events } } }""";
        foreach (var _ in Enumerable.Range(0, 200))
            gateway.Flights.Add("LEA", "LEB", "Least", Fact);
        var early = (await gateway.PostAsync(Query)).GetProperty("errors")[0];
        Assert.Equal("NOT_YET", early.GetProperty("extensions").GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(early.GetProperty("extensions").GetProperty("reached").GetString()));
        var waiting = DataAsync(Query);
        gateway.Flights.Add("LEA", "LEB", "Least", Fact);
        Assert.Equal(201, (await waiting).GetProperty("route").GetProperty("tally").GetProperty("events").GetInt64());
    }

    [Theory]
    [InlineData("route(origin: \"DXB\", destination: \"ZRH\", atLeast: \"$\") { origin }")]
    [InlineData("totals(atLeast: \"$\") { events }")]
    [InlineData("routes(atLeast: \"$\") { totalCount }")]
    [InlineData("topRoutes(atLeast: \"$\") { origin }")]
    [InlineData("pipeline(atLeast: \"$\") { drift }")]
    [InlineData("airport(code: \"ZRH\", atLeast: \"$\") { code }")]
    public async Task AtLeast_TakesCursorsAndPositions_AndNothingElse(string field)
    {
        var cursor = (await DataAsync("""{ route(origin: "DXB", destination: "ZRH") { cursor } }""")).GetProperty("route").GetProperty("cursor").GetString()!;
        foreach (var good in (string[])[cursor, "0:5", "0:1,1:2"])
            await DataAsync($"{{ {field.Replace("$", good, StringComparison.Ordinal)} }}");
        foreach (var bad in (string[])["", "x", "0:-5", "1:1,0:1", "0:5,", "0:99999999999999999999", "p1"])
        {
            var error = (await gateway.PostAsync($"{{ {field.Replace("$", bad, StringComparison.Ordinal)} }}")).GetProperty("errors")[0];
            Assert.Equal("atLeast", error.GetProperty("extensions").GetProperty("argument").GetString());
        }
    }

    [Fact]
    public async Task CursorOfAnotherListOrView_IsRefused()
    {
        var page = (await DataAsync("{ routes(first: 1) { pageInfo { endCursor } } }")).GetProperty("routes").GetProperty("pageInfo")
            .GetProperty("endCursor").GetString();
        foreach (var other in (string[])["airlines(after: \"$\")", "airports(after: \"$\")", "routes(orderBy: KEY_ASC, after: \"$\")"])
        {
            var error = (await gateway.PostAsync($"{{ {other.Replace("$", page, StringComparison.Ordinal)} {{ totalCount }} }}"))
                .GetProperty("errors")[0];
            Assert.Equal("after", error.GetProperty("extensions").GetProperty("argument").GetString());
        }
    }

    [Fact]
    public async Task UnknownKeys_WakeNoGrain()
    {
        var data = await DataAsync("""{ route(origin: "UNK", destination: "UNL") { tally { events } windows { start } provenance { watermarks { partition offset } complete } cursor } airline(name: "Nobody") { tally { events } } }""");
        Assert.Equal(0, data.GetProperty("route").GetProperty("tally").GetProperty("events").GetInt64());
        Assert.Equal("""[{"partition":0,"offset":96},{"partition":1,"offset":48}]""", data.GetProperty("route").GetProperty("provenance").GetProperty("watermarks").ToString());
        Assert.DoesNotContain(new ViewKey(Dimension.Route, "UNK-UNL"), gateway.Flights.Active.Keys);
        Assert.DoesNotContain(ViewKey.Airline("Nobody"), gateway.Flights.Active.Keys);
    }

    [Fact]
    public async Task WindowsBeyondTheBudget_AreRefused()
    {
        for (var i = 0; i < 320; i++)
            gateway.Flights.Count(new ViewKey(Dimension.Route, "WIA-WIB"),
                new FlightFact(i, Windows.First + i, OrleansFlights.Flights.FlightStatus.Landed, null));
        const string Route = """route(origin: "WIA", destination: "WIB")""";
        var error = (await gateway.PostAsync($"{{ {Route} {{ windows {{ start }} }} }}")).GetProperty("errors")[0];
        Assert.Equal("MAX_COMPLEXITY", error.GetProperty("extensions").GetProperty("code").GetString());
        await DataAsync($"{{ {Route} {{ windows(minutes: 60) {{ start }} }} }}");
    }
}
