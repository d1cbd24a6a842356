using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation;

namespace OrleansFlights.Log.DeadLetters;

/// <summary>Reads records that a reader left out and hands on the letters of those that are no events, in their order.</summary>
internal sealed partial class MissedLetters(
    ITopic events, int partition, MissedRecords missed, Func<IReadOnlyList<DeadLetter>, Task> append, ILogger logger)
{
    private const int ReadAtOnce = 10_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Reads and hands on; tries again with growing pauses while the log cannot be read.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var sink = new Sink(events.Topic, missed);
        var backoff = new Backoff(FirstPause, LongestPause);
        var position = missed.From;
        while (position < missed.To)
        {
            try
            {
                using var reader = events.OpenReader(partition, position);
                while (position < missed.To)
                {
                    await Task.Factory.StartNew(
                        () => reader.Read(sink, ReadAtOnce, Wait, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning,
                            TaskScheduler.Default);
                    await append(sink.Letters);
                    sink.Letters.Clear();
                    position = reader.Position;
                    backoff.Reset();
                }
            }
            catch (LogException e)
            {
                sink.Letters.Clear();
                var pause = backoff.Next();
                LogUnreadable(e, events.Topic, partition, position, missed.To, pause);
                await Task.Delay(pause, cancellationToken);
            }
        }

        LogDone(events.Topic, partition, missed.From, missed.To, sink.Count);
    }

    [LoggerMessage(11, LogLevel.Error, "Cannot read {Topic}/{Partition} from {From} to {To} for dead letters; trying again in {Pause}")]
    private partial void LogUnreadable(Exception exception, string topic, int partition, long from, long to, TimeSpan pause);

    [LoggerMessage(12, LogLevel.Information,
        "Looked at {Topic}/{Partition} from {From} to {To}, which only the batch layer counted: {Count} dead letters")]
    private partial void LogDone(string topic, int partition, long from, long to, long count);

    private sealed class Sink(string topic, MissedRecords missed) : ILogRecordSink
    {
        public List<DeadLetter> Letters { get; } = [];

        public long Count { get; private set; }

        public void OnRecord(in LogRecord record)
        {
            if (record.Offset < missed.From || record.Offset >= missed.To || missed.Judge(in record) is not { } reason)
                return;
            Letters.Add(DeadLetter.Of(in record, reason, topic));
            Count++;
        }
    }
}
