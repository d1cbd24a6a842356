using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace OrleansFlights.Log.Kafka;

/// <summary>
/// The states of a topic's writers, in a compacted topic of its own (<c>TOPIC-writers</c>, key = the writer's name). A state holds for the
/// topic that it was written for: one that was deleted and made again has another id, and its writers begin anew.
/// </summary>
internal sealed class KafkaWriterStates(KafkaClient client, string topic, ITopic states)
{
    /// <summary>What is behind a topic's name in the name of the topic of its writers' states.</summary>
    public const string Suffix = "-writers";

    private const int ReadAtOnce = 10_000;
    private static readonly TimeSpan ReadWait = TimeSpan.FromSeconds(5);

    private byte[]? _identity;
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
                var value = newest.Value;
                return value.AsSpan().StartsWith(identity) ? value.AsMemory(identity.Length) : default(ReadOnlyMemory<byte>);
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
        var value = new byte[identity.Length + state.Length];
        identity.CopyTo(value, 0);
        state.CopyTo(value.AsMemory(identity.Length));
        return (new TopicPartition(states.Topic, KeyPartitioner.PartitionOf(key, _partitions)), new Message<byte[]?,
            byte[]?>
        { Key = key, Value = value });
    }

    private async Task<byte[]> IdentityAsync(CancellationToken cancellationToken)
    {
        if (_identity is not null)
            return _identity;
        try
        {
            var described = await client.Admin
                .DescribeTopicsAsync(
                    TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = client.Options.RequestTimeout })
                .WaitAsync(cancellationToken);
            var id = described.TopicDescriptions[0].TopicId;
            return _identity = Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{(long)id.MostSignificantBits:x16}{(long)id.LeastSignificantBits:x16}\n"));
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, $"describe topic {topic}");
        }
    }

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
