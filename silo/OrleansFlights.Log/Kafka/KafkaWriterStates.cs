using System.Text;
using Confluent.Kafka;

namespace OrleansFlights.Log.Kafka;

/// <summary>
/// The states of a topic's writers, in a compacted topic of its own (<c>TOPIC-writers</c>, key = the writer's name). A state holds for the
/// topic that it was written for: one that was deleted and made again has another identity, and its writers begin anew.
/// </summary>
internal sealed class KafkaWriterStates(ITopic log, ITopic states)
{
    /// <summary>What is behind a topic's name in the name of the topic of its writers' states.</summary>
    public const string Suffix = "-writers";

    private const int ReadAtOnce = 10_000;

    // The last thing on the topic is the mark of a transaction, which no reader is handed: a read that reaches it waits all of this.
    private static readonly TimeSpan ReadWait = TimeSpan.FromMilliseconds(50);

    private LogIdentity? _identity;
    private int _partitions;

    /// <summary>The last committed state of a writer; empty when there is none.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var identity = await IdentityAsync(cancellationToken);
        var extents = await states.GetOffsetsAsync(cancellationToken);
        _partitions = extents.Count;
        var extent = extents[KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(name), extents.Count)];
        return await Task.Run(
            () =>
            {
                var newest = new Newest(Encoding.UTF8.GetBytes(name));
                using var reader = states.OpenReader(extent.Partition, extent.Begin);
                while (reader.Position < extent.End)
                    reader.Read(newest, ReadAtOnce, ReadWait, cancellationToken);
                return KafkaWriterState.Unpack(newest.Value, identity);
            },
            cancellationToken);
    }

    /// <summary>The message that stores a state.</summary>
    public async Task<(TopicPartition Place, Message<byte[]?, byte[]?> Message)> EntryAsync(
        string name, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        var identity = await IdentityAsync(cancellationToken);
        if (_partitions == 0)
            _partitions = (await states.GetOffsetsAsync(cancellationToken)).Count;
        var key = Encoding.UTF8.GetBytes(name);
        return (
            new TopicPartition(states.Topic, KeyPartitioner.PartitionOf(key, _partitions)),
            new Message<byte[]?, byte[]?> { Key = key, Value = KafkaWriterState.Pack(state.Span, identity) });
    }

    private async Task<LogIdentity> IdentityAsync(CancellationToken cancellationToken) =>
        _identity ??= await log.GetIdentityAsync(cancellationToken);

    private sealed class Newest(byte[] key) : ILogRecordSink
    {
        public byte[] Value { get; private set; } = [];

        public void OnRecord(in LogRecord record)
        {
            if (record.Key.SequenceEqual(key))
                Value = record.Value.ToArray();
        }
    }
}
