using System.Collections.Immutable;

namespace OrleansFlights.Grains.Contracts;

/// <summary>Reads the topic of dead letters for those who look at it. One key, <see cref="Key"/>; holds nothing.</summary>
[Alias("OrleansFlights.IDeadLetterGrain")]
public interface IDeadLetterGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "dead-letters";

    /// <summary>Most letters of a page.</summary>
    const int MostAtOnce = 100;

    /// <summary>A page of letters, the newest first.</summary>
    [Alias("Read")]
    ValueTask<DeadLetterPage> Read(DeadLetterQuery query);
}

/// <summary>Which dead letters.</summary>
/// <param name="First">How many at most, 1 to <see cref="IDeadLetterGrain.MostAtOnce"/>.</param>
/// <param name="Before">
/// Per partition of the topic, the offset to stay below; partitions that are not named are read from their end.
/// </param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.DeadLetterQuery")]
public sealed record DeadLetterQuery([property: Id(0)] int First, [property: Id(1)] ImmutableArray<PartitionOffset> Before);

/// <summary>A record that is no flight event.</summary>
/// <param name="Reason">Why it is none.</param>
/// <param name="Partition">The partition that it came from.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Timestamp">The record's timestamp.</param>
/// <param name="Key">Its first bytes of key.</param>
/// <param name="Value">Its first bytes of value, at most <see cref="MostBytes"/>.</param>
/// <param name="Bytes">Length of the whole value in bytes.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.DeadLetterEntry")]
public sealed record DeadLetterEntry(
    [property: Id(0)] string Reason,
    [property: Id(1)] int Partition,
    [property: Id(2)] long Offset,
    [property: Id(3)] DateTimeOffset Timestamp,
    [property: Id(4)] ImmutableArray<byte> Key,
    [property: Id(5)] ImmutableArray<byte> Value,
    [property: Id(6)] long Bytes)
{
    /// <summary>Most bytes of a key or value that an entry holds.</summary>
    public const int MostBytes = 2_000;
}

/// <summary>Some dead letters, the newest first by the timestamp of the record.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="Before">Where the next page begins, as <see cref="DeadLetterQuery.Before"/> takes it.</param>
/// <param name="HasMore">Whether there may be older ones.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.DeadLetterPage")]
public sealed record DeadLetterPage(
    [property: Id(0)] ImmutableArray<DeadLetterEntry> Letters,
    [property: Id(1)] ImmutableArray<PartitionOffset> Before,
    [property: Id(2)] bool HasMore);
