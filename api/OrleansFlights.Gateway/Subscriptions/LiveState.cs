using OrleansFlights.Foundation;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>
/// Follows one thing in the cluster for all clients of this process that watch it. Its loop goes on through every failure until it is
/// disposed, so those who watch see a newer state late rather than an error.
/// </summary>
/// <typeparam name="T">The states.</typeparam>
public abstract partial class LiveState<T> : IAsyncDisposable
    where T : class
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly LiveStateContext _context;
    private Task _loop = Task.CompletedTask;

    /// <summary>Makes a feed.</summary>
    protected LiveState(LiveStateContext context) => _context = context;

    /// <summary>The newest state.</summary>
    public ConflatedState<T> Latest { get; } = new();

    /// <summary>How many watch; guarded by the owner.</summary>
    internal int Watchers { get; set; }

    /// <summary>What it follows, for the log.</summary>
    protected abstract string Name { get; }

    /// <summary>Begins to follow.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does one round, such as renewing an observation, and returns how long to pause before the next.</summary>
    protected abstract ValueTask<TimeSpan> TurnAsync(CancellationToken cancellationToken);

    /// <summary>Lets go of what the rounds took.</summary>
    protected abstract ValueTask LeaveAsync();

    private async Task RunAsync()
    {
        var stop = _stop.Token;
        var backoff = new Backoff(FirstPause, LongestPause);
        while (!stop.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                pause = await TurnAsync(stop);
                if (backoff.Failures > 0)
                    LogRecovered(_context.Logger, Name, backoff.Failures);
                backoff.Reset();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                if (backoff.Failures == 0)
                    LogFailed(_context.Logger, Name, failure);
                _context.Metrics.FeedFailed();
                pause = backoff.Next();
            }

            await Task.Delay(pause, _context.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            await LeaveAsync();
        }
        catch (Exception failure)
        {
            // The observation ends by itself when it is not renewed.
            LogLeft(_context.Logger, Name, failure);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Cannot follow {Feed}; trying again until it works.")]
    private static partial void LogFailed(ILogger logger, string feed, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Following {Feed} again after {Failures} failures.")]
    private static partial void LogRecovered(ILogger logger, string feed, int failures);

    [LoggerMessage(3, LogLevel.Debug, "Could not take leave of {Feed}.")]
    private static partial void LogLeft(ILogger logger, string feed, Exception failure);
}

/// <summary>What every live state works with.</summary>
/// <param name="Grains">Reaches the grains.</param>
/// <param name="Views">Reads the grains.</param>
/// <param name="Time">The clock of pauses.</param>
/// <param name="Metrics">Counts failures.</param>
/// <param name="Logger">Where failures are told.</param>
public sealed record LiveStateContext(
    IGrainFactory Grains, Grains.IFlightViews Views, TimeProvider Time, GatewayMetrics Metrics, ILogger<ViewHub> Logger)
{
    /// <summary>How long a farewell may take; an observation that was not ended ends by itself.</summary>
    public static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often an observation is renewed: well within <see cref="ViewGrains.ObserverLifetime"/>, and often enough that a grain that moved
    /// to another silo, and forgot its observers, is found again within seconds.
    /// </summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(5);
}
