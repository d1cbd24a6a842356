using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansFlights.Flights;

namespace OrleansFlights.Benchmarks;

/// <summary>A connection with a subscription per route, and what each was told last.</summary>
internal sealed class RouteWatch : IAsyncDisposable
{
    private readonly GraphQLSocket _socket = new();
    private readonly (AirportCode Origin, AirportCode Destination)[] _routes;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private int _messages;

    private RouteWatch((AirportCode Origin, AirportCode Destination)[] routes)
    {
        _routes = routes;
        Told = new long[routes.Length];
        Array.Fill(Told, -1);
    }

    /// <summary>Events that each route's subscription told last; -1 before the first message.</summary>
    public long[] Told { get; }

    /// <summary>Messages so far.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <summary>Subscribes, and waits until each subscription has told the state now.</summary>
    public static async Task<RouteWatch> StartAsync(Uri gateway, (AirportCode Origin, AirportCode Destination)[] routes)
    {
        var watch = new RouteWatch(routes);
        await watch._socket.ConnectAsync(gateway);
        for (var i = 0; i < routes.Length; i++)
            await watch._socket.SubscribeAsync(i.ToString(CultureInfo.InvariantCulture), Selection(routes[i]));
        while (watch.Told.Contains(-1))
            watch.Take(await watch._socket.ReceiveAsync(CancellationToken.None));
        watch._run = watch.RunAsync();
        return watch;
    }

    /// <summary>Events of each route as a query counts them.</summary>
    public async Task<long[]> QueryAsync(HttpClient http)
    {
        var fields = string.Concat(_routes.Select((route, i) => $"r{i}: {Selection(route)} "));
        using var answer = await http.PostAsJsonAsync("/graphql", new { query = $"{{ {fields} }}" });
        var data = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
        return [.. _routes.Select((_, i) => RouteEvents.Of(data.GetProperty($"r{i}")))];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _socket.Dispose();
        _stop.Dispose();
    }

    private static string Selection((AirportCode Origin, AirportCode Destination) route) =>
        RouteEvents.Field($"{route.Origin}", $"{route.Destination}");

    private async Task RunAsync()
    {
        try
        {
            while (true)
                Take(await _socket.ReceiveAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Closed by this side.
        }
    }

    private void Take(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "next":
                var route = int.Parse(message.GetProperty("id").GetString()!, CultureInfo.InvariantCulture);
                Volatile.Write(ref Told[route], RouteEvents.Of(message.GetProperty("payload").GetProperty("data").GetProperty("route")));
                Interlocked.Increment(ref _messages);
                break;
            case "error" or "complete":
                throw new InvalidDataException($"the gateway ended a subscription: {message}");
        }
    }
}
