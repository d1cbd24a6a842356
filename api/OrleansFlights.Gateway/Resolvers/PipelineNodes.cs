using System.Collections.Immutable;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Pipeline</c>.</summary>
public sealed class PipelineNode(PipelineAnswer answer, DateTimeOffset now)
{
    /// <summary>Partitions.</summary>
    public IReadOnlyList<PipelinePartitionNode> Partitions => [.. answer.Partitions.Select(p => new PipelinePartitionNode(p))];

    /// <summary>Published generation.</summary>
    public GenerationNode Generation => new(answer, now);

    /// <summary>Dead letters.</summary>
    public long DeadLetters => answer.DeadLetters;

    /// <summary>Audits that found the layers apart.</summary>
    public long Drift => answer.Drift;

    /// <summary>Silos.</summary>
    public IReadOnlyList<SiloNode> Silos => [.. answer.Silos.Select(s => new SiloNode(s))];

    /// <summary>Whether nothing can be missing.</summary>
    public bool Complete => answer.Complete;

    /// <summary>What is missing.</summary>
    public ImmutableArray<Hole> Missing => answer.Missing;

    /// <summary>Why runs do not publish.</summary>
    public PinAnswer? Pin => answer.Pin;

    /// <summary>Views set apart.</summary>
    public ImmutableArray<QuarantinedView> Quarantine => answer.Quarantine;
}

/// <summary>Schema type <c>PipelinePartition</c>.</summary>
public sealed class PipelinePartitionNode(PartitionAnswer answer)
{
    /// <summary>The partition.</summary>
    public int Partition => answer.Partition;

    /// <summary>End of the log.</summary>
    public long EndOffset => answer.EndOffset;

    /// <summary>Delivered up to here.</summary>
    public long Watermark => answer.Watermark;

    /// <summary>Records not yet delivered. A watermark read later than the end may lie above it: that is no lag.</summary>
    public long Lag => Math.Max(0, answer.EndOffset - answer.Watermark);

    /// <summary>Durable up to here.</summary>
    public long Checkpoint => answer.Checkpoint;

    /// <summary>The silo that reads it.</summary>
    public string? Silo => answer.Silo;

    /// <summary>Views set apart.</summary>
    public int Quarantined => answer.Quarantined;

    /// <summary>What keeps it from being read.</summary>
    public string? Trouble => answer.Trouble;
}

/// <summary>Schema type <c>Generation</c>.</summary>
public sealed class GenerationNode(PipelineAnswer answer, DateTimeOffset now)
{
    /// <summary>Number.</summary>
    public long Id => answer.Generation;

    /// <summary>When its run began.</summary>
    public DateTimeOffset? Created => answer.GenerationCreated;

    /// <summary>Its age.</summary>
    public double? AgeSeconds => answer.GenerationCreated is { } created ? Math.Max(0, (now - created).TotalSeconds) : null;

    /// <summary>Its cut.</summary>
    public ImmutableArray<PartitionOffset> Cut => answer.Cut;
}

/// <summary>Schema type <c>Silo</c>.</summary>
public sealed class SiloNode(SiloReport report)
{
    /// <summary>Address.</summary>
    public string Address => report.Silo;

    /// <summary>When it reported.</summary>
    public DateTimeOffset At => report.At;

    /// <summary>Partitions read.</summary>
    public IReadOnlyList<int> Partitions => [.. report.Partitions.Select(p => p.Partition)];

    /// <summary>Active views.</summary>
    public int ActiveViews => report.ActiveViews;

    /// <summary>Audits that found the layers apart.</summary>
    public long Drift => report.Drift;

    /// <summary>Events handed to views.</summary>
    public long Events => report.Events;
}
