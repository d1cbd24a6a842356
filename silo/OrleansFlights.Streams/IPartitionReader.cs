using Orleans.Concurrency;

namespace OrleansFlights.Streams;

/// <summary>The reader of a partition, as consumers of its streams see it.</summary>
[Alias("OrleansFlights.IPartitionReader")]
public interface IPartitionReader : IGrainObserver
{
    /// <summary>Says that a batch did not connect: the consumer needs the stream's events again from an offset.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="seen">The offset up to which, exclusive, the consumer has seen everything.</param>
    [OneWay, Alias("RequestFrom")]
    Task RequestFrom(StreamId stream, long seen);
}
