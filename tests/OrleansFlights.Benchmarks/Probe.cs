using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Watches one quiet route of a gateway, by a query again and again or by a subscription, and says when it counts so many events.
/// </summary>
internal sealed class Probe(Uri gateway, string origin, string destination) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = gateway };
    private readonly GraphQLSocket _socket = new();

    private string Selection => RouteEvents.Field(origin, destination);

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

    public async Task SubscribeAsync()
    {
        await _socket.ConnectAsync(gateway);
        await _socket.SubscribeAsync("1", Selection);
    }

    /// <summary>Waits for the message that counts at least so many events, and gives the time then.</summary>
    public async Task<long> PushedAsync(long events)
    {
        while (true)
        {
            var message = await _socket.ReceiveAsync(CancellationToken.None);
            if (message.GetProperty("type").GetString() == "next" && Events(message.GetProperty("payload")) >= events)
                return Stopwatch.GetTimestamp();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _socket.Dispose();
    }

    private static long Events(JsonElement answer) => RouteEvents.Of(answer.GetProperty("data").GetProperty("route"));
}
