using System.Diagnostics;
using OrleansFlights.Log;

namespace OrleansFlights.Benchmarks;

/// <summary>Appends the reference load at so many events per second until it is disposed.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int AppendsPerSecond = 100;

    private readonly CancellationTokenSource _stop = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Task _run;
    private int _appended;

    public SteadyLoad(ITopic log, int routes, int perSecond) =>
        _run = Task.Run(() => RunAsync(log, new Workload(routes, start: DateTimeOffset.UtcNow), perSecond));

    /// <summary>Events per second so far.</summary>
    public double Rate => Volatile.Read(ref _appended) / Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(ITopic log, Workload workload, int perSecond)
    {
        while (!_stop.IsCancellationRequested)
        {
            var due = (int)(Stopwatch.GetElapsedTime(_started).TotalSeconds * perSecond) - _appended;
            if (due < perSecond / AppendsPerSecond)
            {
                await Task.Delay(1000 / AppendsPerSecond, CancellationToken.None);
                continue;
            }

            await workload.AppendAsync(log, due, _appended);
            Volatile.Write(ref _appended, _appended + due);
        }
    }
}
