using Orleans.Concurrency;
using OrleansFlights.Log;

namespace OrleansFlights.Grains;

/// <summary>The pipeline's state as the silos last told it, beside what log and views store say.</summary>
[GrainType("pipeline"), Reentrant]
public sealed class PipelineGrain(IEventLogs logs, GenerationBoard board) : Grain, IPipelineGrain
{
    private static readonly TimeSpan SiloLifetime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, SiloReport> _silos = [];

    /// <inheritdoc/>
    public ValueTask Report(SiloReport report)
    {
        _silos[report.Silo] = report;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<PipelineAnswer> Read()
    {
        var extents = await logs.Events.GetExtentsAsync(CancellationToken.None);
        var deadLetters = await logs.DeadLetters.GetExtentsAsync(CancellationToken.None);
        var look = board.Look;
        var generation = look.Published.Published;
        var silos = _silos.Values.Where(s => DateTimeOffset.UtcNow - s.At < SiloLifetime).OrderBy(s => s.Silo, StringComparer.Ordinal).ToList();
        var readers = silos.SelectMany(s => s.Partitions.Select(p => (Report: p, s.Silo))).ToLookup(r => r.Report.Partition);
        return new PipelineAnswer
        {
            Partitions =
            [
                .. extents.Select(extent =>
                {
                    var reader = readers[extent.Partition].OrderByDescending(r => r.Report.Delivered).FirstOrDefault();
                    return new PartitionAnswer(
                        extent.Partition,
                        extent.End,
                        reader.Report.Delivered,
                        Math.Max(reader.Report.Checkpoint, look.Settled.GetValueOrDefault(extent.Partition)),
                        reader.Silo);
                }),
            ],
            Generation = generation.Id,
            GenerationCreated = generation.Id == 0 ? null : generation.Created,
            Cut = ViewAnswers.Offsets(generation.Cut.Offsets),
            DeadLetters = deadLetters.Sum(e => e.End - e.Begin),
            Drift = silos.Sum(s => s.Drift),
            Silos = [.. silos],
            Complete = look.IsComplete(generation.Cut),
        };
    }
}
