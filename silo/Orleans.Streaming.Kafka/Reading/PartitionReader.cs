using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads a partition forwards on a thread of its own and hands out chunks in order. What fails is tried again from where it was; a record
/// that names no stream goes to the dead letters before anything behind it is handed out.
/// </summary>
internal sealed partial class PartitionReader(
    string provider, int partition, KafkaConnection connection, IStreamRecordFormat format, DeadLetterWriter deadLetters, ILogger logger)
    : IAsyncDisposable
{
    private const int ChunkRecords = 10_000;
    private const int ChunkBytes = 4 << 20;
    private const int ChunksAhead = 2;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Channel<RecordChunk> _chunks = Channel.CreateBounded<RecordChunk>(ChunksAhead);
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private long _next;
    private long _end;

    /// <summary>What keeps it from reading; null when nothing does.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The partition's end as last seen.</summary>
    public long End => Math.Max(Volatile.Read(ref _end), Volatile.Read(ref _next));

    /// <summary>Begins to read.</summary>
    /// <param name="from">The first offset.</param>
    /// <param name="onChunk">Called when there is a chunk.</param>
    public void Start(long from, Action onChunk)
    {
        _next = from;
        _run = Task.Factory.StartNew(() => Run(onChunk), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The next chunk, if one was read.</summary>
    public bool TryRead(out RecordChunk? chunk) => _chunks.Reader.TryRead(out chunk);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    /// <summary>The thread is the reader's own, so it may wait.</summary>
    private void Run(Action onChunk)
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var consumer = connection.MakeConsumer();
                try
                {
                    consumer.Assign(new TopicPartitionOffset(connection.Options.Topic, partition, _next));
                    while (!_stop.IsCancellationRequested)
                    {
                        if (Take(consumer) is not { } chunk)
                            continue;
                        (Trouble, pause) = (null, FirstPause);
                        _chunks.Writer.WriteAsync(chunk, _stop.Token).AsTask().GetAwaiter().GetResult();
                        Volatile.Write(ref _next, chunk.Next);
                        onChunk();
                    }
                }
                finally
                {
                    consumer.Close();
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Trouble = e.Message;
                LogCannotRead(e, provider, partition, _next, pause);
                _stop.Token.WaitHandle.WaitOne(pause);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Takes what there is; null when there was nothing.</summary>
    private RecordChunk? Take(IConsumer<byte[]?, byte[]?> consumer)
    {
        var streams = new Dictionary<StreamId, List<StreamRecord>>();
        var (from, next, bytes, records) = (_next, _next, 0, 0);
        var isRestart = false;
        var result = consumer.Consume(Wait);
        while (result is not null)
        {
            if (result.IsPartitionEOF)
            {
                Volatile.Write(ref _end, result.Offset.Value);
                if (result.Offset.Value < next && records == 0)
                    (isRestart, from, next) = (true, result.Offset.Value, result.Offset.Value);
                next = Math.Max(next, result.Offset.Value);
                Trouble = null;
                break;
            }

            var record = RecordConverter.Convert(result);
            if (record.Offset < next)
            {
                // The topic was made again, or lost its end.
                isRestart = true;
                streams.Clear();
                from = record.Offset;
                LogBeganAgain(provider, partition, record.Offset, next);
            }
            else if (record.Offset > next && records == 0)
            {
                NoteGap(consumer, next, record.Offset);
            }

            Add(streams, record);
            next = record.Offset + 1;
            bytes += record.Size;
            result = ++records < ChunkRecords && bytes < ChunkBytes ? consumer.Consume(TimeSpan.Zero) : null;
        }

        if (records > 0)
            KafkaStreamMetrics.Read(provider, partition, records);
        return next == from && !isRestart && records == 0 ? null : new RecordChunk(from, next, streams) { IsRestart = isRestart };
    }

    private void Add(Dictionary<StreamId, List<StreamRecord>> streams, StreamRecord record)
    {
        StreamId? stream;
        try
        {
            stream = format.StreamIdOf(record);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            deadLetters.WriteAsync(partition, record, e.Message, subscription: null).GetAwaiter().GetResult();
            return;
        }

        if (stream is not { } id)
            return;
        if (!streams.TryGetValue(id, out var records))
            streams.Add(id, records = []);
        records.Add(record);
    }

    /// <summary>Gaps of transactions and compaction are nothing; what retention took is told.</summary>
    private void NoteGap(IConsumer<byte[]?, byte[]?> consumer, long wanted, long found)
    {
        var begin = consumer.GetWatermarkOffsets(new TopicPartition(connection.Options.Topic, partition)).Low.Value;
        if (begin <= wanted)
            return;
        KafkaStreamMetrics.Gone(provider, partition, Math.Min(begin, found) - wanted);
        LogGone(provider, partition, wanted, begin);
    }

    [LoggerMessage(
        40, LogLevel.Error, "Kafka streams {Provider}: partition {Partition} cannot be read at {Offset}; trying again in {Pause}")]
    private partial void LogCannotRead(Exception exception, string provider, int partition, long offset, TimeSpan pause);

    [LoggerMessage(
        41, LogLevel.Warning,
        "Kafka streams {Provider}: partition {Partition} goes on at {Offset}, below {Next}: its topic was made again or lost its end")]
    private partial void LogBeganAgain(string provider, int partition, long offset, long next);

    [LoggerMessage(
        42, LogLevel.Warning, "Kafka streams {Provider}: partition {Partition} no longer has the records from {Wanted} to {Begin}")]
    private partial void LogGone(string provider, int partition, long wanted, long begin);
}
