using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Api.Edge;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Api.Tests.Edge;

/// <summary>A flood of one client, as another sees it; what the edge refuses to be told; what browsers are told.</summary>
public sealed class ClientLimitTests(ClientLimitTests.LimitedGateway gateway) : IClassFixture<ClientLimitTests.LimitedGateway>
{
    private const string Flooding = "flooding-key-0123456789";
    private const string Calm = "calm-key-0123456789-0";

    public sealed class LimitedGateway : TestGateway
    {
        protected override Dictionary<string, string?> Settings => new()
        {
            ["Edge:ApiKeys:flooding:Key"] = Flooding,
            ["Edge:ApiKeys:calm:Key"] = Calm,
            ["Edge:RequestsPerSecond"] = "10",
            ["Edge:Burst"] = "20",
            ["Edge:ConnectionsPerClient"] = "2",
        };
    }

    [Fact]
    public async Task FloodOfOneClient_IsRefusedAndTheOtherSeesNothingOfIt()
    {
        var flood = Enumerable.Range(0, 400).Select(_ => AskAsync(Flooding)).ToList();
        var calm = new List<HttpStatusCode>();
        for (var i = 0; i < 15; i++)
            calm.Add((await AskAsync(Calm)).Status);
        var answers = await Task.WhenAll(flood);
        Assert.All(calm, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Contains(answers, a => a.Status == HttpStatusCode.OK);
        var refused = answers.Where(a => a.Status == HttpStatusCode.TooManyRequests).ToList();
        Assert.True(refused.Count > 300, $"{refused.Count} of {answers.Length} were refused");
        Assert.All(refused, a => Assert.InRange(a.RetryAfter!.Value.TotalSeconds, 1, 60));
    }

    [Fact]
    public async Task WrongKeysByTheHundred_AreRefusedBeforeTheyAreLookedAt()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => AskAsync($"guess-{i}-0123456789")));
        Assert.All(
            answers, a => Assert.Contains(a.Status, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]));
        Assert.Contains(answers, a => a.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task ThirdSocketOfAClient_IsRefused_UntilOneCloses()
    {
        using var first = await OpenAsync();
        using var second = await OpenAsync();
        using var third = await OpenAsync();
        Assert.Equal((WebSocketState.Open, WebSocketState.Open), (first.State, second.State));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.HttpStatusCode);
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        var deadline = DateTime.UtcNow + Eventually.Deadline;
        while (true)
        {
            using var next = await OpenAsync();
            if (next.State == WebSocketState.Open)
                return;
            Assert.True(DateTime.UtcNow < deadline, $"the closed socket's place is still taken: {next.HttpStatusCode}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/graphql")]
    [InlineData("/health")]
    [InlineData("/nowhere")]
    public async Task EveryAnswer_TellsBrowsersWhatTheyMayRun(string path)
    {
        using var response = await gateway.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("Edge:ApiKeys:a:Key", "short")]
    [InlineData("Edge:Origins:0", "flights.example")]
    [InlineData("Edge:Origins:0", "https://flights.example/path")]
    [InlineData("Edge:ManagementPort", "70000")]
    [InlineData("Edge:RequestsPerSecond", "-1")]
    [InlineData("Edge:Jwt:Authority", "http://login.example")]
    [InlineData("Edge:Jwt:Audience", "", "Edge:Jwt:Authority", "https://login.example")]
    [InlineData("Edge:ApiKeys:a:May:0", "everything", "Edge:ApiKeys:a:Key", "0123456789012345")]
    public void WrongSetting_IsRefusedByItsName(string key, string value, string? otherKey = null, string? other = null)
    {
        var settings = new Dictionary<string, string?> { [key] = value };
        if (otherKey is not null)
            settings[otherKey] = other;
        var wrong = Assert.Throws<SettingException>(
            () => EdgeOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
        Assert.StartsWith(wrong.Key, key, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> AskAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            new Uri("/graphql", UriKind.Relative))
        { Content = JsonContent.Create(new { query = "{ totals { events } }" }) };
        request.Headers.Add("X-Api-Key", key);
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.RetryAfter?.Delta);
    }

    private async Task<ClientWebSocket> OpenAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("X-Api-Key", Calm);
        try
        {
            await socket.ConnectAsync(gateway.SocketUrl, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket;
    }
}
