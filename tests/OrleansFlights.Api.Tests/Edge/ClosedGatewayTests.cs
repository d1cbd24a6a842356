using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;

namespace OrleansFlights.Api.Tests.Edge;

/// <summary>Who may do what, over each way in which a client can ask.</summary>
public sealed class ClosedGatewayTests(ClosedGateway gateway) : IClassFixture<ClosedGateway>
{
    private const string Unsigned = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJmbGlnaHRzIiwic2NvcGUiOiJxdWVyeSJ9.";

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/schema.graphql")]
    public async Task PagesAndLiveness_AreOpen(string path) => Assert.Equal(HttpStatusCode.OK, await GetAsync(path, null));

    [Theory]
    [InlineData("/route-counts?origin=DXB&destination=ZRH")]
    [InlineData("/graphql?query={__typename}")]
    [InlineData("/metrics")]
    public async Task WithoutAKey_OrWithAWrongOne_IsUnauthorized(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, "wrong-key-0123456789"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, ""));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(ClosedGateway.Reader, HttpStatusCode.OK)]
    [InlineData(ClosedGateway.Watcher, HttpStatusCode.OK)]
    [InlineData(ClosedGateway.Operator, HttpStatusCode.Forbidden)]
    public async Task Query_NeedsTheRight(string? key, HttpStatusCode expected) =>
        Assert.Equal(expected, await PostAsync(r => Key(r, key)));

    [Fact]
    public async Task Metrics_NeedTheRightToOperate()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/metrics", ClosedGateway.Operator));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/metrics", ClosedGateway.Watcher));
    }

    [Fact]
    public async Task Generations_NeedTheRightToOperate()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/generations", null));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/generations", ClosedGateway.Watcher));
        Assert.Equal(HttpStatusCode.NotImplemented, await GetAsync("/generations", ClosedGateway.Operator));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(ClosedGateway.Reader, HttpStatusCode.Forbidden)]
    [InlineData(ClosedGateway.Watcher, HttpStatusCode.SwitchingProtocols)]
    public async Task Socket_NeedsTheRightToSubscribe(string? key, HttpStatusCode expected)
    {
        Assert.Equal(expected, await SocketAsync(socket => Header(socket, key), gateway.SocketUrl));
        Assert.Equal(expected, await SocketAsync(_ => { }, new Uri($"{gateway.SocketUrl}{(key is null ? "" : $"?access_token={key}")}")));
    }

    [Fact]
    public async Task KeyInTheAddress_IsNotTakenWhereHeadersCanBeSet() =>
        Assert.Equal(
            HttpStatusCode.Unauthorized, await GetAsync($"/graphql?query={{__typename}}&access_token={ClosedGateway.Reader}", null));

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(ClosedGateway.Reader, HttpStatusCode.Forbidden)]
    [InlineData(ClosedGateway.Watcher, HttpStatusCode.OK)]
    public async Task EventStream_NeedsTheRightToSubscribe(string? key, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get,
            new Uri($"/graphql?query=subscription{{totals{{events}}}}{(key is null ? "" : $"&access_token={key}")}", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await gateway.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Token_OfTheIssuerForUs_MayWhatItSays()
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync(r => Bearer(r, ClosedGateway.Token())));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(r => Bearer(r, ClosedGateway.Token(scope: "openid operate"))));
        Assert.Equal(HttpStatusCode.SwitchingProtocols,
            await SocketAsync(_ => { }, new Uri($"{gateway.SocketUrl}?access_token={ClosedGateway.Token(scope: "subscribe")}")));
        Assert.Equal(
            HttpStatusCode.Forbidden, await SocketAsync(_ => { }, new Uri($"{gateway.SocketUrl}?access_token={ClosedGateway.Token()}")));
    }

    [Fact]
    public async Task Token_ThatIsNotGood_IsUnauthorized()
    {
        var good = ClosedGateway.Token();
        string[] bad = [ClosedGateway.Token(audience: "another"), ClosedGateway.Token(expired: true), ClosedGateway.Token(foreign: true),
            Unsigned, good[..^4] + "AAAA", "a.b.c", "x"];
        foreach (var token in bad)
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(r => Bearer(r, token)));
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("https://flights.example.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("https://flights.example", HttpStatusCode.SwitchingProtocols)]
    [InlineData("own", HttpStatusCode.SwitchingProtocols)]
    public async Task Socket_OfAnotherSitesPage_IsForbiddenUnlessListed(string origin, HttpStatusCode expected) =>
        Assert.Equal(expected, await SocketAsync(
        socket =>
        {
            Header(socket, ClosedGateway.Watcher);
            socket.Options.SetRequestHeader("Origin", origin == "own" ? gateway.BaseUrl.GetLeftPart(UriPartial.Authority) : origin);
        },
        gateway.SocketUrl));

    [Theory]
    [InlineData("https://flights.example", true)]
    [InlineData("https://evil.example", false)]
    public async Task Page_OfAListedSiteAlone_MayAsk(string origin, bool allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri("/graphql", UriKind.Relative));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-api-key");
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var said) && said.Single() == origin);
    }

    private async Task<HttpStatusCode> GetAsync(string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        Key(request, key);
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> PostAsync(Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            new Uri("/graphql", UriKind.Relative))
        { Content = JsonContent.Create(new { query = "{ totals { events } }" }) };
        change(request);
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> SocketAsync(Action<ClientWebSocket> change, Uri address)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        socket.Options.CollectHttpResponseDetails = true;
        change(socket);
        try
        {
            await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
            socket.Abort();
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }

    private static void Key(HttpRequestMessage request, string? key)
    {
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
    }

    private static void Header(ClientWebSocket socket, string? key)
    {
        if (key is not null)
            socket.Options.SetRequestHeader("X-Api-Key", key);
    }

    private static void Bearer(HttpRequestMessage request, string token) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
}
