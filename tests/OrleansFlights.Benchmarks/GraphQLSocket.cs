using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansFlights.Benchmarks;

/// <summary>Subscriptions over one WebSocket in the protocol graphql-transport-ws.</summary>
internal sealed class GraphQLSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[16_384];

    /// <summary>Connects and initialises the connection.</summary>
    public async Task ConnectAsync(Uri gateway)
    {
        _socket.Options.AddSubProtocol("graphql-transport-ws");
        await _socket.ConnectAsync(new UriBuilder(gateway) { Scheme = "ws", Path = "/graphql" }.Uri, CancellationToken.None);
        await SendAsync(new { type = "connection_init" });
        await ReceiveAsync(CancellationToken.None);
    }

    /// <summary>Subscribes; the first message is the state now.</summary>
    public Task SubscribeAsync(string id, string selection) =>
        SendAsync(new { id, type = "subscribe", payload = new { query = $"subscription {{ {selection} }}" } });

    /// <summary>The next message of the server; answers its pings by itself.</summary>
    public async Task<JsonElement> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var message = new MemoryStream();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new InvalidDataException($"the gateway closed the connection: {_socket.CloseStatusDescription}");
                message.Write(_buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            var read = JsonSerializer.Deserialize<JsonElement>(message.ToArray());
            if (read.GetProperty("type").GetString() != "ping")
                return read;
            await SendAsync(new { type = "pong" });
        }
    }

    public void Dispose() => _socket.Dispose();

    private Task SendAsync<T>(T message) =>
        _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
