using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrleansFlights.Producer.Console;
using OrleansFlights.Simulation;
using OrleansFlights.Simulation.Live;

namespace OrleansFlights.Producer.Replay;

/// <summary>
/// Sends files of past flights to the log in batches: while one batch is being appended the next is read, and no more than a few lie in memory. Records are
/// counted when the log has them.
/// </summary>
internal sealed class FileReplay(LogAppender appender, double speed, RunSummary summary, TimeProvider time)
{
    private const int BatchRecords = 16_384;
    private const int WaitingBatches = 2;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    public async Task RunAsync(IReadOnlyList<ReplaySource> sources, ProgressMeter progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = Channel.CreateBounded<OutgoingRecord[]>(WaitingBatches);
        var reading = Task.Run(() => ReadAsync(sources, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellation))
            {
                var now = time.GetUtcNow();
                await appender.AppendAsync(Array.ConvertAll(batch, record => record.ToEntry(now)), cancellation);
                foreach (var record in batch)
                    summary.Add(record);
                progress.Report(sources.Sum(source => source.BytesRead));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(reading);
        }

        await reading;
    }

    private async Task ReadAsync(IReadOnlyList<ReplaySource> sources, ChannelWriter<OutgoingRecord[]> batches, CancellationToken cancellation)
    {
        var batch = new List<OutgoingRecord>(BatchRecords);
        async Task FlushAsync()
        {
            if (batch.Count == 0)
                return;
            await batches.WriteAsync([.. batch], cancellation);
            batch.Clear();
        }

        try
        {
            var pace = new ReplayPace(speed);
            var start = time.GetTimestamp();
            await foreach (var record in All(sources, cancellation))
            {
                for (TimeSpan wait; (wait = pace.UntilDue(record.EventTime, time.GetElapsedTime(start))) > ShortestWait;)
                {
                    await FlushAsync();
                    await Task.Delay(wait < LongestTimer ? wait : LongestTimer, time, cancellation);
                }

                batch.Add(record);
                if (batch.Count == BatchRecords)
                    await FlushAsync();
            }

            await FlushAsync();
            batches.Complete();
        }
        catch (Exception wrong)
        {
            // What was read before goes to the log; then the reader's loop ends with the same error.
            batches.Complete(wrong);
            throw;
        }
    }

    private async IAsyncEnumerable<OutgoingRecord> All(IReadOnlyList<ReplaySource> sources, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var source in sources)
        {
            await foreach (var record in source.ReadAsync(summary, cancellation))
                yield return record;
        }
    }
}
