namespace OrleansFlights.Grains.Background;

/// <summary>Something a silo does again and again while it is up.</summary>
/// <param name="period">Time between two rounds.</param>
/// <param name="stage">The stage of the silo's life (<see cref="ServiceLifecycleStage"/>) that it starts in and stops before the end
/// of.</param>
public abstract class SiloBackgroundService(TimeSpan period, int stage) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>From before the streams start until after they have stopped, so that a last checkpoint can still count on it.</summary>
    protected const int AroundStreams = ServiceLifecycleStage.ApplicationServices - 1;

    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(GetType().Name, stage, StartAsync, StopAsync);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One round; logs what goes wrong and does not throw for it.</summary>
    protected abstract Task RoundAsync(CancellationToken cancellationToken);

    /// <summary>What the silo must wait for before it goes on; nothing by default.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => BeginAsync(cancellationToken), cancellationToken);
        _run = Task.Run(RunAsync, CancellationToken.None);
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(period);
        try
        {
            do
            {
                await RoundAsync(_stop.Token);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
