using System.Diagnostics;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Kafka;

/// <summary>A topic on Kafka. Offsets rise but are not dense: transactions and compaction leave gaps.</summary>
/// <remarks>
/// A batch that a broker wrote but could not acknowledge before it died is sent again, and the broker recognizes it by its producer's
/// number and sequence, which it finds in the batches themselves when it starts. It passes over producers whose newest record, by that
/// record's own timestamp, is older than its <c>producer.id.expiration.ms</c>, a day by default: only records that old can be written
/// twice.
/// </remarks>
internal sealed class KafkaTopic(KafkaClient client, KafkaTopicMetadata topic, ILogger logger) : ITopic, IOffsetCommitter
{
    private static readonly TimeSpan MovingPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(10);

    private int _next = -1;

    public string Topic => topic.Name;

    /// <remarks>
    /// The id that the cluster gave the topic when it was made. Brokers before Kafka 2.8 give none; then it is the topic's name.
    /// </remarks>
    public async ValueTask<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        await topic.PartitionsAsync(cancellationToken);
        var options = new DescribeTopicsOptions { RequestTimeout = client.Options.RequestTimeout };
        var answer = await Ask(
            () => client.Admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([Topic]), options), $"tell the identity of {Topic}",
                cancellationToken);
        return answer.TopicDescriptions[0].TopicId is { } id && (id.MostSignificantBits | id.LeastSignificantBits) != 0
            ? new LogIdentity(id.ToString())
            : LogIdentity.OfName(Topic);
    }

    public async ValueTask<IReadOnlyList<OffsetRange>> GetOffsetsAsync(CancellationToken cancellationToken)
    {
        // Looked up each time, so that partitions added while running are seen, by appends too.
        var partitions = await topic.RefreshAsync(cancellationToken);
        var begins = OffsetsAsync(partitions, OffsetSpec.Earliest(), cancellationToken);
        var ends = OffsetsAsync(partitions, OffsetSpec.Latest(), cancellationToken);
        await Task.WhenAll(begins, ends);
        return [.. (await begins).Zip(await ends, (begin, end) => new OffsetRange(begin.Partition, begin.Offset, end.Offset))];
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entries.IsEmpty)
            return;

        var partitions = await topic.PartitionsAsync(cancellationToken);
        var chosen = Choose(entries.Span, partitions);
        var started = Stopwatch.GetTimestamp();
        var append = new KafkaAppend(entries.Length);
        await SendAsync(entries, chosen, append, cancellationToken);
        await append.Done.WaitAsync(cancellationToken);
        LogMetrics.Committed(Stopwatch.GetElapsedTime(started), entries.Length, BytesOf(entries.Span));
    }

    public ILogReader OpenReader(int partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        if (topic.KnownPartitions > 0)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, topic.KnownPartitions);
        return new KafkaLogReader(topic, client.Options, partition, offset, logger);
    }

    public async ValueTask TruncateAsync(int partition, long before, CancellationToken cancellationToken)
    {
        var ranges = await GetOffsetsAsync(cancellationToken);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, ranges.Count);
        if (before <= ranges[partition].Begin)
            return;

        var upTo = new TopicPartitionOffset(Topic, partition, Math.Min(before, ranges[partition].End));
        await Ask(() => client.Admin.DeleteRecordsAsync([upTo]), $"truncate {Topic} partition {partition}", cancellationToken);
    }

    public Task CommitCheckpointAsync(int partition, long offset, CancellationToken cancellationToken)
    {
        var checkpoint = new ConsumerGroupTopicPartitionOffsets(
            client.Options.GroupId, [new TopicPartitionOffset(Topic, partition, offset)]);
        var options = new AlterConsumerGroupOffsetsOptions { RequestTimeout = client.Options.RequestTimeout };
        return Ask(
            () => client.Admin.AlterConsumerGroupOffsetsAsync([checkpoint], options), $"show the checkpoint of {Topic}", cancellationToken);
    }

    /// <summary>How many partitions the topic has, which is made when it does not exist.</summary>
    public ValueTask<int> PartitionsAsync(CancellationToken cancellationToken) => topic.PartitionsAsync(cancellationToken);

    /// <summary>Nothing to end here: the topics share one client, and what made the client closes it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IEnumerable<TopicPartitionOffset>> OffsetsAsync(int partitions, OffsetSpec spec, CancellationToken cancellationToken)
    {
        var wanted = Enumerable.Range(0, partitions)
            .Select(partition => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(Topic, partition), OffsetSpec = spec });

        // What is committed is what readers see: an open transaction holds back the end.
        var options =
            new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadCommitted, RequestTimeout = client.Options.RequestTimeout };
        var answer = await RetryWhileMoving(
            () => Ask(() => client.Admin.ListOffsetsAsync(wanted, options), $"list the offsets of {Topic}", cancellationToken),
                cancellationToken);
        return answer.ResultInfos
            .Select(info =>
                new TopicPartitionOffset(Topic, info.TopicPartitionOffsetError.Partition, info.TopicPartitionOffsetError.Offset))
            .OrderBy(found => found.Partition.Value);
    }

    private async Task SendAsync(ReadOnlyMemory<LogEntry> entries, int[] chosen, KafkaAppend append, CancellationToken cancellationToken)
    {
        var producer = client.Producer;
        for (var i = 0; i < entries.Length; i++)
        {
            while (!TrySend(producer, entries.Span[i], chosen[i], append, entries.Length - i))
                await Task.Delay(QueueFullPause, cancellationToken);
            if (append.IsAbandoned)
                return;
        }
    }

    /// <summary>Queues a record; false when the queue is full for now. Any other error ends the append.</summary>
    private bool TrySend(IProducer<byte[]?, byte[]?> producer, in LogEntry entry, int partition, KafkaAppend append, int left)
    {
        try
        {
            producer.Produce(new TopicPartition(Topic, partition), MessageOf(entry), append.Handler);
        }
        catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (KafkaException e)
        {
            append.Abandon(left, e.Error);
        }

        return true;
    }

    /// <summary>The message of an entry.</summary>
    internal static Message<byte[]?, byte[]?> MessageOf(in LogEntry entry) => new()
    {
        Key = entry.Key.IsEmpty ? null : Bytes(entry.Key),
        Value = Bytes(entry.Value),
        Timestamp = new Timestamp(entry.TimestampMilliseconds, TimestampType.CreateTime),
    };

    /// <summary>The partition of each entry.</summary>
    internal int[] Choose(ReadOnlySpan<LogEntry> entries, int partitions)
    {
        var chosen = new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            chosen[i] = entry.Partition
                ?? (entry.Key.IsEmpty
                    ? (int)((uint)Interlocked.Increment(ref _next) % (uint)partitions)
                    : KeyPartitioner.PartitionOf(entry.Key.Span, partitions));
            ArgumentOutOfRangeException.ThrowIfNegative(chosen[i], "partition");
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chosen[i], partitions, "partition");
        }

        return chosen;
    }

    /// <summary>Partitions that are new or change their leader cannot say their offsets for a moment.</summary>
    private async Task<T> RetryWhileMoving<T>(Func<Task<T>> question, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await question();
            }
            catch (LogException e) when (e.IsTransient && Stopwatch.GetElapsedTime(started) < client.Options.RequestTimeout)
            {
                await Task.Delay(MovingPause, cancellationToken);
            }
        }
    }

    private static async Task<T> Ask<T>(Func<Task<T>> question, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await question().WaitAsync(cancellationToken);
        }
        catch (ListOffsetsException e)
        {
            throw KafkaFailure.Of(
                e.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError.Error).First(error => error.IsError), what, e);
        }
        catch (DescribeTopicsException e)
        {
            throw KafkaFailure.Of(e.Results.TopicDescriptions.Select(described => described.Error).First(error => error.IsError), what, e);
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, what);
        }
    }

    internal static long BytesOf(ReadOnlySpan<LogEntry> entries)
    {
        var bytes = 0L;
        foreach (ref readonly var entry in entries)
            bytes += entry.Key.Length + entry.Value.Length;
        return bytes;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } array && array.Length == segment.Count
            ? array : memory.ToArray();
}
