using System.Collections.Concurrent;
using System.Text.Json;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>Asks for the same routes again and again and keeps every answer. Goes on when the gateway is gone, until it is back.</summary>
internal sealed class RouteReader(HttpClient client, IReadOnlyList<(string Origin, string Destination)> routes, TimeSpan every)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private volatile GatewayClient? _gateway;
    private Task _run = Task.CompletedTask;
    private int _polls;

    public ConcurrentQueue<WatermarkedAnswer> Answers { get; } = [];

    /// <summary>Polls that were answered.</summary>
    public int Polls => Volatile.Read(ref _polls);

    public void Start(Uri address)
    {
        _gateway = new GatewayClient(client, address);
        _run = Task.Run(RunAsync);
    }

    /// <summary>Asks nobody until <see cref="GoOn"/>: an answer that does not come is no failure meanwhile.</summary>
    public void Pause() => _gateway = null;

    public void GoOn(Uri address) => _gateway = new GatewayClient(client, address);

    /// <summary>Stops, with the exception of a poll that failed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_gateway is { } gateway)
                await PollAsync(gateway);
            await Task.Delay(every);
        }
    }

    private async Task PollAsync(GatewayClient gateway)
    {
        try
        {
            foreach (var answer in await gateway.RoutesAsync(routes))
                Answers.Enqueue(answer);
            Interlocked.Increment(ref _polls);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException && _gateway != gateway)
        {
            // It was killed while it answered.
        }
    }
}
