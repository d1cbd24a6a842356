namespace OrleansFlights.Api.Tests;

/// <summary>The <c>graphql-transport-ws</c> protocol: every message and close code.</summary>
public abstract class SocketContract<TGateway>(TGateway gateway)
    where TGateway : TestGateway, new()
{
    private const string Subscribe = """{"id":"1","type":"subscribe","payload":{"query":"subscription { totals { events } }"}}""";

    [Fact]
    public async Task Query_AnswersAndCompletes()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("q", "{ __typename }");
        Assert.Equal("Query", (await client.NextAsync("q")).GetProperty("__typename").GetString());
        Assert.Equal("""{"id":"q","type":"complete"}""", (await client.ReceiveAsync()).ToString());
    }

    [Fact]
    public async Task InvalidDocument_IsAnError()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SubscribeAsync("q", "{ nothing }");
        var message = await client.ReceiveAsync();
        Assert.Equal("error", message.GetProperty("type").GetString());
        Assert.NotEmpty(message.GetProperty("payload").EnumerateArray());
    }

    [Fact]
    public async Task Ping_IsAnsweredByPong()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway, init: false);
        await client.SendAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (await client.ReceiveAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Complete_EndsTheSubscription()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SendAsync(Subscribe);
        await client.NextAsync("1");
        await client.SendAsync("""{"id":"1","type":"complete"}""");
        await client.SendAsync(Subscribe);
        await client.NextAsync("1");
    }

    [Theory]
    [InlineData("no json", 4400)]
    [InlineData("[]", 4400)]
    [InlineData("{}", 4400)]
    [InlineData("""{"type":"nonsense"}""", 4400)]
    [InlineData("""{"type":"subscribe","payload":{"query":"{ __typename }"}}""", 4400)]
    [InlineData("""{"id":"","type":"subscribe","payload":{"query":"{ __typename }"}}""", 4400)]
    [InlineData("""{"id":"1","type":"subscribe"}""", 4400)]
    [InlineData("""{"id":"1","type":"subscribe","payload":{}}""", 4400)]
    [InlineData("""{"id":"1","type":"subscribe","payload":{"query":1}}""", 4400)]
    [InlineData("""{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","variables":[]}}""", 4400)]
    [InlineData("""{"type":"connection_init","payload":1}""", 4400)]
    [InlineData("""{"type":"connection_init"}""", 4429)]
    public async Task Violation_ClosesTheSocket(string message, int code)
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SendAsync(message);
        Assert.Equal(code, await client.ClosedAsync());
    }

    [Fact]
    public async Task SubscribeBeforeInit_IsUnauthorized()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway, init: false);
        await client.SendAsync(Subscribe);
        Assert.Equal(4401, await client.ClosedAsync());
    }

    [Fact]
    public async Task SameIdTwice_ClosesTheSocket()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SendAsync(Subscribe);
        await client.SendAsync(Subscribe);
        Assert.Equal(4409, await client.ClosedAsync());
    }

    [Fact]
    public async Task OtherSubprotocol_IsNotAcceptable()
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(gateway.SocketUrl, TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);
        Assert.Equal(4406, (int?)socket.CloseStatus);
    }

    [Fact]
    public async Task MessageBeyondTheLimit_ClosesTheSocket()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        await client.SendAsync($$$"""{"type":"ping","payload":{"a":"{{{new string('x', 70_000)}}}"}}""");
        Assert.Equal(1009, await client.ClosedAsync());
    }

    [Fact]
    public async Task ErrorOfAnOperation_FreesItsId()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        for (var i = 0; i < 20; i++)
        {
            await client.SubscribeAsync("1", "subscription { topRoutes(first: 0) { origin } }");
            Assert.Equal("error", (await client.ReceiveAsync()).GetProperty("type").GetString());
            await client.SendAsync(Subscribe);
            await client.NextAsync("1");
            await client.SendAsync("""{"id":"1","type":"complete"}""");
        }
    }

    [Fact]
    public async Task ServerThatStops_TellsTheClient()
    {
        await using var stopping = new TGateway();
        await stopping.InitializeAsync();
        await using var client = await GraphQLSocketClient.OpenAsync(stopping);
        await client.SendAsync(Subscribe);
        await client.NextAsync("1");

        var stopped = stopping.StopAsync();
        Assert.Equal(1001, await client.ClosedAsync());
        await client.DisposeAsync();
        await stopped;
    }
}
