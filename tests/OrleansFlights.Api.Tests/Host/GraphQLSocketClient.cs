using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansFlights.Api.Tests;

/// <summary>A client of <c>graphql-transport-ws</c> that shows every message.</summary>
internal sealed class GraphQLSocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    public int? CloseCode => (int?)_socket.CloseStatus;

    public static async Task<GraphQLSocketClient> OpenAsync(TestGateway gateway, bool init = true, string protocol = "graphql-transport-ws")
    {
        var client = new GraphQLSocketClient();
        client._socket.Options.AddSubProtocol(protocol);
        client._socket.Options.CollectHttpResponseDetails = true;
        await client._socket.ConnectAsync(gateway.SocketUrl, TestContext.Current.CancellationToken);
        if (init)
        {
            await client.SendAsync("""{"type":"connection_init"}""");
            Assert.Equal("connection_ack", (await client.ReceiveAsync()).GetProperty("type").GetString());
        }

        return client;
    }

    public Task SubscribeAsync(string id, string query, object? variables = null) =>
        SendAsync(JsonSerializer.Serialize(new { id, type = "subscribe", payload = new { query, variables } }));

    public Task SendAsync(string message) => _socket.SendAsync(
        System.Text.Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>The next message; fails when there is none in time or the socket closes.</summary>
    public async Task<JsonElement> ReceiveAsync() =>
        await TryReceiveAsync() ?? throw new InvalidOperationException($"closed: {CloseCode} {_socket.CloseStatusDescription}");

    /// <summary>The next <c>next</c> message of an operation: its data.</summary>
    public async Task<JsonElement> NextAsync(string id)
    {
        var message = await ReceiveAsync();
        Assert.True(message.GetProperty("type").GetString() == "next" && message.GetProperty("id").GetString() == id, message.ToString());
        return message.GetProperty("payload").GetProperty("data");
    }

    /// <summary>Waits for the server to close the socket and returns the code.</summary>
    public async Task<int> ClosedAsync()
    {
        while (await TryReceiveAsync() is not null)
        {
        }

        return CloseCode ?? throw new InvalidOperationException("closed without a code");
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open)
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        _socket.Dispose();
    }

    private async Task<JsonElement?> TryReceiveAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Eventually.Deadline);
        var buffer = new byte[64 * 1024];
        var length = 0;
        WebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            length += received.Count;
        }
        while (!received.EndOfMessage);

        return JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement;
    }
}
