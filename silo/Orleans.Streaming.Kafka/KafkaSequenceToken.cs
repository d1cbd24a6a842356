using System.Globalization;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// A place in a stream: an offset of its partition. A token that came with an event stands for that event: a subscription that begins with
/// it gets the event again, and one that is resumed with it while it is being delivered goes on behind it. <see cref="StartAt"/> makes a
/// token that is never passed over.
/// </summary>
[GenerateSerializer, Immutable, Alias("kafka-streams.token")]
public sealed class KafkaSequenceToken : StreamSequenceToken
{
    /// <summary>The partition of a token that does not say one: that of the stream.</summary>
    public const int AnyPartition = -1;

    /// <summary>Makes a token of a partition.</summary>
    /// <param name="partition">The partition, or <see cref="AnyPartition"/>.</param>
    /// <param name="offset">The offset, 0 or above.</param>
    /// <param name="inclusive">Whether delivery begins with the offset itself, whatever was delivered before.</param>
    public KafkaSequenceToken(int partition, long offset, bool inclusive = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partition, AnyPartition);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Partition = partition;
        SequenceNumber = offset;
        IsInclusive = inclusive;
    }

    /// <summary>The first event that the log still has.</summary>
    public static KafkaSequenceToken Beginning { get; } = StartAt(0);

    /// <summary>The partition, or <see cref="AnyPartition"/>.</summary>
    [Id(0)]
    public int Partition { get; private set; }

    /// <summary>The offset.</summary>
    [Id(1)]
    public override long SequenceNumber { get; protected set; }

    /// <summary>Always 0: every event has an offset of its own.</summary>
    [Id(2)]
    public override int EventIndex { get; protected set; }

    /// <summary>Whether delivery begins with the offset itself, whatever was delivered before.</summary>
    [Id(3)]
    public bool IsInclusive { get; private set; }

    /// <summary>A token from which delivery begins: the first event at this offset or behind it.</summary>
    public static KafkaSequenceToken StartAt(long offset) => new(AnyPartition, offset, inclusive: true);

    /// <inheritdoc/>
    public override bool Equals(StreamSequenceToken? other) =>
        other is KafkaSequenceToken token
            ? token.SequenceNumber == SequenceNumber && token.Partition == Partition && token.IsInclusive == IsInclusive
            : other is not null && other.SequenceNumber == SequenceNumber && other.EventIndex == EventIndex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc/>
    public override int GetHashCode() => SequenceNumber.GetHashCode();

    /// <summary>Compares offsets, which means something within a partition; a stream stays on one unless partitions are added.</summary>
    public override int CompareTo(StreamSequenceToken? other)
    {
        if (other is null)
            return 1;
        var byOffset = SequenceNumber.CompareTo(other.SequenceNumber);
        return byOffset != 0 ? byOffset : EventIndex.CompareTo(other.EventIndex);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}:{SequenceNumber}");
}
