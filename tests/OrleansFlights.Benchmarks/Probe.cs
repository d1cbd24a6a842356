using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansFlights.Benchmarks;

/// <summary>Watches one quiet route of a gateway, by a query again and again or by a subscription, and says when it counts so many events.</summary>
internal sealed class Probe(Uri gateway, string origin, string destination) : IDisposable
{
    private const int ReceiveBytes = 16_384;

    private readonly HttpClient _http = new() { BaseAddress = gateway };
    private readonly ClientWebSocket _socket = new();

    private string Selection => $$"""route(origin: "{{origin}}", destination: "{{destination}}") { tally { events } }""";

    /// <summary>Asks each millisecond until the route counts at least so many events, and gives the time then.</summary>
    public async Task<long> QueriedAsync(long events)
    {
        while (await QueryAsync() < events)
            await Task.Delay(1);

        return Stopwatch.GetTimestamp();
    }

    public async Task<long> QueryAsync()
    {
        using var answer = await _http.PostAsJsonAsync("/graphql", new { query = $"{{ {Selection} }}" });
        return Events(await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Subscribes over graphql-transport-ws; the first message is the state now.</summary>
    public async Task SubscribeAsync()
    {
        _socket.Options.AddSubProtocol("graphql-transport-ws");
        await _socket.ConnectAsync(new UriBuilder(gateway) { Scheme = "ws", Path = "/graphql" }.Uri, CancellationToken.None);
        await SendAsync(new { type = "connection_init" });
        await ReceiveAsync();
        await SendAsync(new { id = "1", type = "subscribe", payload = new { query = $"subscription {{ {Selection} }}" } });
    }

    /// <summary>Waits for the message that counts at least so many events, and gives the time then.</summary>
    public async Task<long> PushedAsync(long events)
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.GetProperty("type").GetString() == "next" && Events(message.GetProperty("payload")) >= events)
                return Stopwatch.GetTimestamp();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _socket.Dispose();
    }

    private static long Events(JsonElement answer) =>
        answer.GetProperty("data").GetProperty("route").GetProperty("tally").GetProperty("events").GetInt64();

    private Task SendAsync<T>(T message) =>
        _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task<JsonElement> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[ReceiveBytes];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new InvalidDataException($"the gateway closed the subscription: {part.CloseStatusDescription}");
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<JsonElement>(message.ToArray());
        }
    }
}
