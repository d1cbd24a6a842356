using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Pipeline;

/// <summary>Schema type <c>PipelineSample</c>: the pipeline at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="EndOffset">Records on the log, over all partitions.</param>
/// <param name="Watermark">Records counted.</param>
/// <param name="Lag">Records not yet counted.</param>
/// <param name="DeadLetters">Dead letters.</param>
/// <param name="Generation">The published generation.</param>
public sealed record PipelineSample(DateTimeOffset At, long EndOffset, long Watermark, long Lag, long DeadLetters, long Generation)
{
    /// <summary>What of the pipeline is kept.</summary>
    public static PipelineSample Of(PipelineAnswer answer, DateTimeOffset at) => new(
        at,
        answer.Partitions.Sum(p => p.EndOffset),
        answer.Partitions.Sum(p => p.Watermark),
        answer.Partitions.Sum(p => Math.Max(0, p.EndOffset - p.Watermark)),
        answer.DeadLetters,
        answer.Generation);
}
