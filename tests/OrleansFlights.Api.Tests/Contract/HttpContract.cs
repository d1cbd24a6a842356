using System.Net;
using System.Text;

namespace OrleansFlights.Api.Tests;

/// <summary>GraphQL over HTTP and over event streams: status codes, media types, limits.</summary>
public abstract class HttpContract(TestGateway gateway)
{
    private const string Json = "application/json";
    private const string GraphQL = "application/graphql-response+json";
    private const string Events = "text/event-stream";

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string? accept = null, string contentType = Json)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(null, Json)]
    [InlineData("*/*", Json)]
    [InlineData(Json, Json)]
    [InlineData(GraphQL, GraphQL)]
    [InlineData(GraphQL + ", application/json;q=0.9", GraphQL)]
    [InlineData("application/graphql-response+json;q=0.5, application/json", Json)]
    public async Task Accept_ChoosesTheMediaType(string? accept, string expected)
    {
        using var response = await SendAsync(HttpMethod.Post, "/graphql", """{"query":"{ __typename }"}""", accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType?.CharSet);
        Assert.Equal("Query", (await TestGateway.JsonAsync(response)).GetProperty("data").GetProperty("__typename").GetString());
    }

    [Theory]
    [InlineData("""{"query":"{ nothing }"}""", Json, 200)]
    [InlineData("""{"query":"{ nothing }"}""", GraphQL, 400)]
    [InlineData("""{"query":"{ "}""", Json, 200)]
    [InlineData("""{"query":"{ "}""", GraphQL, 400)]
    [InlineData("""{"query":"query A { __typename } query B { __typename }"}""", GraphQL, 400)]
    [InlineData("""{"query":"query($n: Int!) { topRoutes(first: $n) { origin } }","variables":{"n":"x"}}""", GraphQL, 400)]
    [InlineData("""{"query":"{ topRoutes(first: 0) { origin } }"}""", GraphQL, 200)]
    [InlineData("""{"query":"subscription { totals { events } }"}""", Json, 400)]
    [InlineData("""{"query":7}""", Json, 400)]
    [InlineData("""{"query":"{ __typename }","variables":"x"}""", Json, 400)]
    [InlineData("""{"query":"{ __typename }","extensions":[]}""", Json, 400)]
    [InlineData("""{}""", Json, 400)]
    [InlineData("""[]""", Json, 400)]
    [InlineData("""{"query":""", Json, 400)]
    [InlineData("""{"query":"{ __typename }"}""", "image/png", 406)]
    public async Task Failure_HasItsStatusAndErrors(string body, string accept, int status)
    {
        using var response = await SendAsync(HttpMethod.Post, "/graphql", body, accept);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty((await TestGateway.JsonAsync(response)).GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task OtherContentType_IsUnsupported()
    {
        using var response = await SendAsync(HttpMethod.Post, "/graphql", "{ __typename }", contentType: "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task OtherMethod_IsNotAllowed()
    {
        using var response = await SendAsync(HttpMethod.Put, "/graphql", """{"query":"{ __typename }"}""");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Get_TakesQueryVariablesAndOperationName()
    {
        var query = Uri.EscapeDataString("query A { __typename } query B($n: Int) { topRoutes(first: $n) { origin } }");
        using var response = await SendAsync(HttpMethod.Get, $"/graphql?query={query}&operationName=B&variables={Uri.EscapeDataString("""{"n":1}""")}");
        Assert.Equal(1, (await TestGateway.JsonAsync(response)).GetProperty("data").GetProperty("topRoutes").GetArrayLength());
    }

    [Fact]
    public async Task BodyBeyondTheLimit_IsTooLarge()
    {
        using var response = await SendAsync(HttpMethod.Post, "/graphql", $$"""{"query":"{ __typename } #{{new string('x', 70_000)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task QueryTooDeep_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("... on Query { ", 20)) + "totals { events }"
            + string.Concat(Enumerable.Repeat(" }", 20));
        Assert.True((await gateway.PostAsync($"{{ {deep} }}")).TryGetProperty("data", out _), "inline fragments are no fields");

        var nested = string.Concat(Enumerable.Repeat("{ a", 16)) + string.Concat(Enumerable.Repeat(" }", 16));
        var error = (await gateway.PostAsync(nested)).GetProperty("errors")[0];
        Assert.Equal("MAX_DEPTH", error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{ routes(first: 100) { nodes { windows(last: 1000) { start tally { events } } } } }")]
    [InlineData("query($n: Int = 100) { routes(first: $n) { nodes { windows(last: 1000) { start } } } }")]
    [InlineData(
        "{ ...A ...A ...A } fragment A on Query { ...B ...B ...B } fragment B on Query { ...C ...C ...C } fragment C on Query { ...D ...D "
        + "} fragment D on Query { routes(first: 100) { nodes { origin destination } } }")]
    public async Task QueryTooCostly_IsRefused(string query)
    {
        var error = (await gateway.PostAsync(query)).GetProperty("errors")[0];
        Assert.Equal("MAX_COMPLEXITY", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Contains("10000", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FragmentWithinItself_IsRefused()
    {
        var result = await gateway.PostAsync("{ ...A } fragment A on Query { ...B } fragment B on Query { totals { events } ...A }");
        Assert.NotEmpty(result.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task EventStream_SendsTheStateThenChanges()
    {
        using var response = await SendAsync(HttpMethod.Post, "/graphql", """{"query":"subscription { totals { events } }"}""", Events);
        Assert.Equal(Events, response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("""data: {"data":{"totals":{"events":""", await NextEventAsync(reader, "next"), StringComparison.Ordinal);
        gateway.Flights.Add("SSE", "SSF", "Streamed", new(0, Windows.First, OrleansFlights.Flights.FlightStatus.Landed, null));
        await NextEventAsync(reader, "next");
    }

    [Theory]
    [InlineData("{ __typename }", "\"data\"")]
    [InlineData("{ nothing }", "\"errors\"")]
    [InlineData("subscription { topRoutes(first: 0) { origin } }", "'first'")]
    public async Task EventStream_OfOneAnswer_Completes(string query, string expected)
    {
        using var response = await SendAsync(HttpMethod.Get, "/graphql?query=" + Uri.EscapeDataString(query), accept: Events);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Contains(expected, await NextEventAsync(reader, "next"), StringComparison.Ordinal);
        await NextEventAsync(reader, "complete");
        Assert.Equal("", (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task Contract_IsServedAsItIs()
    {
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "schema.graphql"), TestContext.Current.CancellationToken),
            await gateway.Http.GetStringAsync(new Uri("/schema.graphql", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private static async Task<string> NextEventAsync(StreamReader reader, string name)
    {
        using var patience = new CancellationTokenSource(Eventually.Deadline);
        string? line;
        do
            line = await reader.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"ended before the event {name}");
        while (line.Length == 0 || line[0] == ':');
        Assert.Equal($"event: {name}", line);
        return await reader.ReadLineAsync(patience.Token) ?? "";
    }
}
