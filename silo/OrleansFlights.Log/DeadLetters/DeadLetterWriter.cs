using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.DeadLetters;

/// <summary>
/// Takes a partition's rejected records to the topic of dead letters, beside the reader so that it is not slowed. Invariant: the dead letters
/// of a partition lie in its namesake partition in offset order, each once, because a writer begins behind the last one that is there and a
/// checkpoint waits for <see cref="FlushAsync"/>.
/// </summary>
public sealed partial class DeadLetterWriter : IAsyncDisposable
{
    private const int MaxWaiting = 4_096;
    private const int MaxBatch = 512;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ITopic _events;
    private readonly ITopic _deadLetters;
    private readonly int _partition;
    private readonly ILogger _logger;
    private readonly Channel<Item> _waiting = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private long _after;

    private DeadLetterWriter(ITopic events, ITopic deadLetters, int partition, long after, ILogger logger)
    {
        _events = events;
        _deadLetters = deadLetters;
        _partition = partition;
        _after = after;
        _logger = logger;
        _run = Task.Run(RunAsync);
    }

    /// <summary>Opens the writer of a partition behind its last dead letter.</summary>
    public static async Task<DeadLetterWriter> OpenAsync(
        ITopic events, ITopic deadLetters, int partition, ILogger logger, CancellationToken cancellationToken)
    {
        var ranges = await deadLetters.GetOffsetsAsync(cancellationToken);
        if (ranges.All(e => e.Partition != partition))
            throw new LogException($"Topic {deadLetters.Topic} has {ranges.Count} partitions and none for the dead letters of partition {partition}.");
        var range = ranges.First(e => e.Partition == partition);
        var last = range.End > range.Begin
            ? await Task.Run(() => LastOrigin(deadLetters, range, cancellationToken), cancellationToken)
            : -1;
        return new DeadLetterWriter(events, deadLetters, partition, last, logger);
    }

    /// <summary>Takes a record; waits while too many are under way.</summary>
    public void Add(in LogRecord record, string reason, CancellationToken cancellationToken)
    {
        if (record.Offset <= _after)
            return;
        _after = record.Offset;
        _room.Wait(cancellationToken);
        var letter = new DeadLetter(
            reason, _events.Topic, record.Partition, record.Offset, record.TimestampMilliseconds, record.Key.ToArray(), record.Value.ToArray());
        var key = Encoding.UTF8.GetBytes($"{record.Partition}/{record.Offset}");
        _waiting.Writer.TryWrite(new Item(new LogEntry(key, letter.ToBytes(), record.TimestampMilliseconds, _partition), null));
    }

    /// <summary>Completes when everything added before is on the topic.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_waiting.Writer.TryWrite(new Item(default, flushed)))
            await flushed.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops; what is not on the topic yet will be found again by the next reader, which starts at the checkpoint.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        _room.Dispose();
    }

    private static long LastOrigin(ITopic deadLetters, OffsetRange range, CancellationToken cancellationToken)
    {
        // Offsets need not be dense, so the very last one may hold no record; look back further until one is found.
        for (long back = 1; ; back *= 16)
        {
            var sink = new LastOffsetSink();
            using var reader = deadLetters.OpenReader(range.Partition, Math.Max(range.Begin, range.End - back));
            while (reader.Position < range.End && reader.Read(sink, MaxBatch, TimeSpan.FromSeconds(1), cancellationToken) > 0)
            {
            }

            if (sink.Last >= 0 || range.End - back <= range.Begin)
                return sink.Last;
        }
    }

    private async Task RunAsync()
    {
        var entries = new List<LogEntry>(MaxBatch);
        var flushes = new List<TaskCompletionSource>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                while (entries.Count < MaxBatch && _waiting.Reader.TryRead(out var item))
                {
                    if (item.Flushed is { } flushed)
                        flushes.Add(flushed);
                    else
                        entries.Add(item.Entry);
                }

                await AppendAsync(entries);
                if (entries.Count > 0)
                    _room.Release(entries.Count);
                flushes.ForEach(f => f.TrySetResult());
                entries.Clear();
                flushes.Clear();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            flushes.ForEach(f => f.TrySetCanceled());
        }

        while (_waiting.Reader.TryRead(out var item))
            item.Flushed?.TrySetCanceled();
    }

    private async Task AppendAsync(List<LogEntry> entries)
    {
        while (entries.Count > 0)
        {
            try
            {
                await _deadLetters.AppendAsync(entries.ToArray(), _stop.Token);
                LogMetrics.DeadLetters(_partition, entries.Count);
                return;
            }
            catch (LogException e)
            {
                LogRefused(e, entries.Count, _events.Topic, _partition, RetryPause);
                await Task.Delay(RetryPause, _stop.Token);
            }
        }
    }

    [LoggerMessage(10, LogLevel.Error, "Cannot write {Count} dead letters of {Topic}/{Partition}; trying again in {Pause}")]
    private partial void LogRefused(Exception exception, int count, string topic, int partition, TimeSpan pause);

    private readonly record struct Item(LogEntry Entry, TaskCompletionSource? Flushed);

    private sealed class LastOffsetSink : ILogRecordSink
    {
        public long Last { get; private set; } = -1;

        public void OnRecord(in LogRecord record) => Last = DeadLetter.Parse(record.Value).Offset;
    }
}
