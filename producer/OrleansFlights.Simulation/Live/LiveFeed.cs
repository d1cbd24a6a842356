using OrleansFlights.Log;
using OrleansFlights.Simulation.Faults;

namespace OrleansFlights.Simulation.Live;

/// <summary>Sends simulated records to the log at a steady rate, each happening when it is sent.</summary>
public sealed class LiveFeed(RecordSource source, LogAppender appender, TimeProvider time)
{
    /// <summary>The least rate, records per second.</summary>
    public const double LeastRate = 0.1;

    /// <summary>The greatest rate, records per second.</summary>
    public const double MostRate = 100_000;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Sends until the count is reached or the token cancelled.</summary>
    /// <param name="rate">Records per second.</param>
    /// <param name="count">How many; null for no end.</param>
    /// <param name="sent">Told of each batch once it is durable.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LogException">The log cannot take records any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was sent was told.</exception>
    public async Task RunAsync(double rate, long? count, Action<IReadOnlyList<OutgoingRecord>>? sent, CancellationToken cancellationToken)
    {
        var pacer = new RateLimiter(rate);
        var start = time.GetTimestamp();
        var batch = new List<OutgoingRecord>();
        var left = count ?? long.MaxValue;
        while (left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill(batch, Math.Min(left, pacer.Take(time.GetElapsedTime(start))));
            if (batch.Count > 0)
            {
                await appender.AppendAsync(ToEntries(batch), cancellationToken);
                SimulationMetrics.Sent.Add(batch.Count);
                sent?.Invoke(batch);
                left -= batch.Count;
            }

            if (left > 0)
            {
                var pause = pacer.UntilNext(time.GetElapsedTime(start));
                await Task.Delay(pause > ShortestPause ? pause : ShortestPause, time, cancellationToken);
            }
        }
    }

    private void Fill(List<OutgoingRecord> batch, long due)
    {
        batch.Clear();
        var now = time.GetUtcNow();
        for (; due > 0; due--)
        {
            if (source.TryNext(now, out var record))
                batch.Add(record);
        }
    }

    private LogEntry[] ToEntries(List<OutgoingRecord> batch)
    {
        var now = time.GetUtcNow();
        return [.. batch.Select(record => record.ToEntry(now))];
    }
}
