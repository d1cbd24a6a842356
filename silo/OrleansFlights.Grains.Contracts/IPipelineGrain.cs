using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansFlights.Grains.Contracts;

/// <summary>Gathers what each silo says of its part of the pipeline. One grain, key <see cref="Key"/>; holds nothing durable.</summary>
[Alias("OrleansFlights.IPipelineGrain")]
public interface IPipelineGrain : IGrainWithStringKey
{
    /// <summary>The key of the only grain.</summary>
    const string Key = "pipeline";

    /// <summary>Takes a silo's report.</summary>
    [Alias("Report")]
    ValueTask Report(SiloReport report);

    /// <summary>The pipeline now.</summary>
    [AlwaysInterleave, Alias("Read")]
    ValueTask<PipelineAnswer> Read();
}

/// <summary>What a silo says of itself, about twice a second.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.SiloReport")]
public sealed record SiloReport
{
    /// <summary>Address of the silo.</summary>
    [Id(0)]
    public required string Silo { get; init; }

    /// <summary>When the silo made the report.</summary>
    [Id(1)]
    public required DateTimeOffset At { get; init; }

    /// <summary>The partitions that the silo reads.</summary>
    [Id(2)]
    public required ImmutableArray<PartitionReport> Partitions { get; init; }

    /// <summary>Views that are active in the silo.</summary>
    [Id(3)]
    public required int ActiveViews { get; init; }

    /// <summary>Audits of the silo's views that found the layers apart, since the silo started.</summary>
    [Id(4)]
    public required long Drift { get; init; }

    /// <summary>Events handed to views since the silo started.</summary>
    [Id(5)]
    public required long Events { get; init; }
}

/// <summary>How far the reader of a partition is.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Position">The next offset it reads.</param>
/// <param name="Delivered">The offset up to which every event has been delivered to its views: the partition's watermark.</param>
/// <param name="Checkpoint">The recorded checkpoint: up to here everything is durable.</param>
/// <param name="RetainedBytes">Memory held for re-sending.</param>
/// <param name="Quarantined">Views set apart because they always fail.</param>
/// <param name="Trouble">What keeps the partition from being read or recorded; null for nothing.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.PartitionReport")]
public readonly record struct PartitionReport(
    [property: Id(0)] int Partition,
    [property: Id(1)] long Position,
    [property: Id(2)] long Delivered,
    [property: Id(3)] long Checkpoint,
    [property: Id(4)] long RetainedBytes,
    [property: Id(5)] int Quarantined = 0,
    [property: Id(6)] string? Trouble = null);

/// <summary>A partition in the pipeline.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="EndOffset">The log's end.</param>
/// <param name="Watermark">Delivered up to here; 0 while no silo reads the partition.</param>
/// <param name="Checkpoint">Durable up to here.</param>
/// <param name="Silo">The silo that reads it; null for none.</param>
/// <param name="Quarantined">Views set apart because they always fail.</param>
/// <param name="Trouble">What keeps the partition from being read or recorded; null for nothing.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.PartitionAnswer")]
public readonly record struct PartitionAnswer(
    [property: Id(0)] int Partition,
    [property: Id(1)] long EndOffset,
    [property: Id(2)] long Watermark,
    [property: Id(3)] long Checkpoint,
    [property: Id(4)] string? Silo,
    [property: Id(5)] int Quarantined = 0,
    [property: Id(6)] string? Trouble = null);

/// <summary>The whole pipeline at a moment.</summary>
[GenerateSerializer, Immutable, Alias("OrleansFlights.PipelineAnswer")]
public sealed record PipelineAnswer
{
    /// <summary>All partitions of the log, ascending.</summary>
    [Id(0)]
    public required ImmutableArray<PartitionAnswer> Partitions { get; init; }

    /// <summary>The published generation; 0 for none.</summary>
    [Id(1)]
    public required long Generation { get; init; }

    /// <summary>When the published generation's run began; null for none.</summary>
    [Id(2)]
    public required DateTimeOffset? GenerationCreated { get; init; }

    /// <summary>The published generation's cut.</summary>
    [Id(3)]
    public required ImmutableArray<PartitionOffset> Cut { get; init; }

    /// <summary>Dead letters on their topic.</summary>
    [Id(4)]
    public required long DeadLetters { get; init; }

    /// <summary>Audits that found the layers apart.</summary>
    [Id(5)]
    public required long Drift { get; init; }

    /// <summary>The silos heard of in the last seconds.</summary>
    [Id(6)]
    public required ImmutableArray<SiloReport> Silos { get; init; }

    /// <summary>False when the log was cut off above what some answers would need.</summary>
    [Id(7)]
    public required bool Complete { get; init; }

    /// <summary>Parts of the log above the cut that were gone before they were read.</summary>
    [Id(8)]
    public ImmutableArray<Hole> Missing { get; init; } = [];

    /// <summary>Why the published generation stays as it is; null when runs may publish.</summary>
    [Id(9)]
    public PinAnswer? Pin { get; init; }

    /// <summary>Views set apart because they always fail, the first of them.</summary>
    [Id(10)]
    public ImmutableArray<QuarantinedView> Quarantine { get; init; } = [];
}

/// <summary>A generation that stays published until it is unpinned.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Since">When it was pinned.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.PinAnswer")]
public sealed record PinAnswer([property: Id(0)] long Generation, [property: Id(1)] DateTimeOffset Since, [property: Id(2)] string Reason);

/// <summary>A view that is set apart, so that checkpoints need not wait for it.</summary>
/// <param name="Partition">The partition whose events it lacks.</param>
/// <param name="Kind">What it counts, such as <c>route</c>.</param>
/// <param name="Key">Its key, such as <c>DXB-ZRH</c>.</param>
/// <param name="From">The offset from which it has to be fed again.</param>
[GenerateSerializer, Immutable, Alias("OrleansFlights.QuarantinedView")]
public sealed record QuarantinedView(
    [property: Id(0)] int Partition, [property: Id(1)] string Kind, [property: Id(2)] string Key, [property: Id(3)] long From)
{
    /// <summary>Most of them in an answer.</summary>
    public const int Most = 100;
}
