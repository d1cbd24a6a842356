using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Kafka;

/// <summary>
/// Reads a partition of committed records. The position moves to the offset after each record, and at the partition's end to the end, so
/// that it passes gaps of transactions and compaction too.
/// </summary>
internal sealed unsafe class KafkaLogReader : ILogReader
{
    private const int Batch = 4096;
    // Short, because it cannot be cancelled; asked again until the request's time is over.
    private static readonly TimeSpan WatermarkTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FetchPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    private readonly KafkaTopicMetadata _topic;
    private readonly KafkaLogOptions _options;
    private readonly int _partition;
    private readonly ILogger _logger;
    private BatchConsumer? _consumer;
    private bool _assigned;

    public KafkaLogReader(KafkaTopicMetadata topic, KafkaLogOptions options, int partition, long offset, ILogger logger)
    {
        _topic = topic;
        _options = options;
        _partition = partition;
        _logger = logger;
        Seek(offset);
    }

    public long Position { get; private set; }

    public int Read(ILogRecordSink sink, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        var started = Stopwatch.GetTimestamp();
        var records = 0;
        while (records < maxRecords)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = Left(wait, started);
            if (!_assigned && !TryAssign(sink, left, cancellationToken))
                break;

            var messages = _consumer!.Take(maxRecords - records, records > 0 ? MorePause() : Min(left, Slice));
            if (messages.IsEmpty && (records > 0 || left <= TimeSpan.Zero))
                break;

            records += HandOut(messages, sink);
        }

        LogMetrics.Read(records);
        return records;
    }

    public void Seek(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Position = offset;
        _assigned = false;
    }

    public void Dispose() => _consumer?.Dispose();

    /// <summary>
    /// How long to wait for more after some: not at all at the end; below it the next fetch is on its way, and large reads are cheaper.
    /// </summary>
    private TimeSpan MorePause() => Position < _consumer!.KnownEnd() ? FetchPause : TimeSpan.Zero;

    private static TimeSpan Left(TimeSpan wait, long started) =>
        wait == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : wait - Stopwatch.GetElapsedTime(started);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private int HandOut(ReadOnlySpan<nint> messages, ILogRecordSink sink)
    {
        var records = 0;
        try
        {
            foreach (var pointer in messages)
            {
                var message = (Librdkafka.Message*)pointer;
                if (message->Error != 0)
                {
                    if (!Settle(message))
                        break;
                    continue;
                }

                // After a sink that threw, the rest of its batch is fetched again; what comes twice is dropped here.
                if (message->Offset < Position)
                    continue;

                int type;
                var record = new LogRecord(
                    _partition,
                    message->Offset,
                    Librdkafka.Timestamp(message, &type),
                    new ReadOnlySpan<byte>(message->Key, (int)message->KeyLength),
                    new ReadOnlySpan<byte>(message->Value, (int)message->ValueLength));
                Position = message->Offset + 1;
                records++;
                sink.OnRecord(record);
            }

            return records;
        }
        catch
        {
            _assigned = false;
            throw;
        }
        finally
        {
            BatchConsumer.Release(messages);
        }
    }

    /// <summary>Deals with what is no record; false when the rest of the batch has no meaning any more.</summary>
    private bool Settle(Librdkafka.Message* message)
    {
        switch (message->Error)
        {
            case Librdkafka.PartitionEof:
                Position = Math.Max(Position, message->Offset);
                return true;
            case Librdkafka.AutoOffsetReset:
                _assigned = false;
                return false;
            default:
                throw _consumer!.Failure(message->Error, "hand out records");
        }
    }

    /// <summary>Starts fetching from the position once the log reaches it; false when it does not in time.</summary>
    private bool TryAssign(ILogRecordSink sink, TimeSpan left, CancellationToken cancellationToken)
    {
        _consumer ??= Open(cancellationToken);
        var deadline = left == TimeSpan.MaxValue ? long.MaxValue : Environment.TickCount64 + (long)left.TotalMilliseconds;
        while (true)
        {
            var (begin, end) = Watermarks(_consumer, cancellationToken);
            if (Position <= end)
            {
                if (Position < begin)
                {
                    KafkaLogMessages.BelowBegin(_logger, _topic.Name, _partition, begin, Position);
                    sink.OnHole(new LogHole(_partition, Position, begin));
                    Position = begin;
                }

                _consumer.Assign(Position);
                return _assigned = true;
            }

            if (Environment.TickCount64 >= deadline)
                return false;
            if (cancellationToken.WaitHandle.WaitOne(Slice))
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Asks where the partition begins and ends, again while the cluster is slow or the partition moves.</summary>
    private (long Begin, long End) Watermarks(BatchConsumer consumer, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return consumer.Watermarks(Min(_options.RequestTimeout, WatermarkTimeout));
            }
            catch (LogException e) when (e.IsTransient && Stopwatch.GetElapsedTime(started) < _options.RequestTimeout)
            {
                cancellationToken.WaitHandle.WaitOne(Slice);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Reading blocks its thread by contract, so it may wait for the topic too.</summary>
    private BatchConsumer Open(CancellationToken cancellationToken)
    {
        var partitions = _topic.PartitionsAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
        if (_partition >= partitions)
            throw new LogException($"Topic {_topic.Name} has {partitions} partitions and no partition {_partition}.");
        return new BatchConsumer(Properties(), _topic.Name, _partition, Batch);
    }

    private Dictionary<string, string> Properties()
    {
        var properties = new Dictionary<string, string>
        {
            ["fetch.wait.max.ms"] = "500",
            ["fetch.message.max.bytes"] = "4194304",
            ["queued.min.messages"] = "100000",
            ["queued.max.messages.kbytes"] = $"{_options.ReadAheadKilobytes}",
            ["fetch.queue.backoff.ms"] = "5",
            ["reconnect.backoff.max.ms"] = "2000",
        };
        foreach (var (key, value) in _options.Client)
            properties[key] = value;
        properties["bootstrap.servers"] = _options.BootstrapServers!;
        properties["group.id"] = _options.GroupId;
        properties["enable.auto.commit"] = "false";
        properties["enable.auto.offset.store"] = "false";
        properties["auto.offset.reset"] = "error";
        properties["isolation.level"] = "read_committed";
        properties["enable.partition.eof"] = "true";
        return properties;
    }
}
