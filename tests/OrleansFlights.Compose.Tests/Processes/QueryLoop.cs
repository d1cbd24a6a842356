
namespace OrleansFlights.Compose.Tests;

/// <summary>Asks for routes again and again as a client does, and keeps every answer and every failure.</summary>
internal sealed class QueryLoop(GatewayClient gateway, IReadOnlyList<(string Origin, string Destination)> routes) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public List<WatermarkedAnswer> Answers { get; } = [];

    public List<string> Failures { get; } = [];

    public TimeSpan Slowest { get; private set; }

    public void Start() => _run = Task.Run(RunAsync);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            var (origin, destination) = routes[i % routes.Count];
            var started = DateTime.UtcNow;
            try
            {
                Answers.Add(await gateway.RouteAsync(origin, destination));
            }
            catch (Exception e)
            {
                Failures.Add(
                    $"{DateTime.UtcNow:HH:mm:ss.fff} {origin}-{destination} after {(DateTime.UtcNow - started).TotalSeconds:F1} s: "
                    + $"{e.Message}");
            }

            var took = DateTime.UtcNow - started;
            Slowest = took > Slowest ? took : Slowest;
        }
    }
}
