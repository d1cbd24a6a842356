using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation;
using OrleansFlights.Log;

namespace OrleansFlights.Simulation.Live;

/// <summary>
/// Appends to a log and tries again, with growing pauses, for as long as the log says that trying again may help. So a record may lie on
/// the log more than once after trouble, but is never missing.
/// </summary>
public sealed partial class LogAppender(ITopic log, TimeProvider time, ILogger<LogAppender> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Appends entries; returns when all are durable.</summary>
    /// <param name="entries">What to append.</param>
    /// <param name="cancellationToken">Ends the trying; an append that is under way gets a few seconds to end well.</param>
    /// <exception cref="LogException">The log cannot take them, and trying again does not help.</exception>
    public async Task AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken)
    {
        using var abort = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => abort.CancelAfter(Grace));
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                await log.AppendAsync(entries, abort.Token);
                if (backoff.Failures > 0)
                    LogRecovered(logger, log.Topic, backoff.Failures + 1);
                return;
            }
            catch (LogException trouble) when (trouble.IsTransient)
            {
                var pause = backoff.Next();
                LogTrouble(logger, trouble, log.Topic, backoff.Failures, pause.TotalSeconds);
                SimulationMetrics.Retries.Add(1);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Append to {Topic} failed (attempt {Attempt}); next attempt in {PauseSeconds} s")]
    private static partial void LogTrouble(ILogger logger, Exception trouble, string topic, int attempt, double pauseSeconds);

    [LoggerMessage(2, LogLevel.Information, "Append to {Topic} works again (attempt {Attempt})")]
    private static partial void LogRecovered(ILogger logger, string topic, int attempt);
}
