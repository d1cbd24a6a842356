using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads the past of a partition for the cursors that need it, all of them in one pass, beside the reader of what is new. Runs only while
/// some cursor waits.
/// </summary>
internal sealed partial class ReplayScanner(
    string provider, PartitionBuffer buffer, KafkaConnection connection, IStreamRecordFormat format, ILogger logger) : IAsyncDisposable
{
    private const int ChunkRecords = 2_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _asked = new(0, 1);
    private Task _run = Task.CompletedTask;

    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>Says that a cursor waits.</summary>
    public void Ask()
    {
        lock (_asked)
        {
            if (_asked.CurrentCount == 0)
                _asked.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        _asked.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _asked.WaitAsync(_stop.Token);
                if (buffer.Waiting().Count > 0)
                    await Task.Factory.StartNew(Scan, _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogCannotReplay(e, provider, buffer.Partition, Pause);
                await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!_stop.IsCancellationRequested)
                    Ask();
            }
        }
    }

    /// <summary>Passes over the log until no cursor waits any more; goes back when one asks for what lies before.</summary>
    private void Scan()
    {
        using var consumer = connection.MakeConsumer();
        try
        {
            var position = -1L;
            while (!_stop.IsCancellationRequested && buffer.Waiting() is { Count: > 0 } waiting)
            {
                // Whoever joins a pass behind its own place is served by the next one.
                var lowest = waiting.Min(cursor => cursor.ReplayFrom);
                if (position < 0 || !waiting.Any(cursor => cursor.ReplayFrom <= position && cursor.Stream.CompleteFrom > position)
                    || lowest > position)
                {
                    position = lowest;
                    consumer.Assign(new TopicPartitionOffset(connection.Options.Topic, buffer.Partition, position));
                }

                position = Pass(consumer, position);
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    /// <summary>Reads some records and deals them out.</summary>
    /// <returns>The offset behind them.</returns>
    private long Pass(IConsumer<byte[]?, byte[]?> consumer, long position)
    {
        var (records, start) = (new List<StreamRecord>(), position);
        var result = consumer.Consume(Wait);
        while (result is not null && !result.IsPartitionEOF)
        {
            records.Add(RecordConverter.Convert(result));
            result = records.Count < ChunkRecords ? consumer.Consume(TimeSpan.Zero) : null;
        }

        if (result is { IsPartitionEOF: true })
            position = Math.Max(position, result.Offset.Value);
        if (records.Count > 0)
            position = Math.Max(position, records[^1].Offset + 1);
        if (position > start)
            DealOut(records, start, position);
        return position;
    }

    private void DealOut(List<StreamRecord> records, long start, long end)
    {
        var awake = new HashSet<StreamId>();
        lock (buffer.Gate)
        {
            // Of those that are further on, or not so far, this pass says nothing.
            var served = buffer.Waiting().Where(cursor => cursor.ReplayFrom >= start).ToLookup(cursor => cursor.Stream.StreamId);
            var full = new HashSet<PartitionCursor>();
            foreach (var record in records)
            {
                if (StreamOf(record) is not { } stream)
                    continue;
                foreach (var cursor in served[stream].Where(cursor => !full.Contains(cursor)))
                {
                    if (!cursor.Offer(record))
                        full.Add(cursor);
                }
            }

            foreach (var cursor in served.SelectMany(cursors => cursors))
            {
                if (!full.Contains(cursor))
                    cursor.ReplayedUpTo(Math.Min(end, cursor.Stream.CompleteFrom));
                if (cursor.HasReplayed || !cursor.NeedsReplay)
                    awake.Add(cursor.Stream.StreamId);
            }
        }

        KafkaStreamMetrics.ReadAgain(provider, buffer.Partition, records.Count);
        foreach (var stream in awake)
            buffer.Wake(stream);
    }

    private StreamId? StreamOf(StreamRecord record)
    {
        try
        {
            return format.StreamIdOf(record);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It went to the dead letters when it was new.
            return null;
        }
    }

    [LoggerMessage(
        50, LogLevel.Error, "Kafka streams {Provider}: the past of partition {Partition} cannot be read; trying again in {Pause}")]
    private partial void LogCannotReplay(Exception exception, string provider, int partition, TimeSpan pause);
}
