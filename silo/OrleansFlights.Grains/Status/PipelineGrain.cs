using Orleans.Concurrency;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Generations;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Log;

namespace OrleansFlights.Grains.Status;

/// <summary>The pipeline's state as the silos last told it, beside what log and views store say.</summary>
[GrainType("pipeline"), Reentrant]
public sealed class PipelineGrain(IEventLog eventLog, GenerationMonitor board) : Grain, IPipelineGrain
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
        var ranges = await eventLog.Events.GetOffsetsAsync(CancellationToken.None);
        var deadLetters = await eventLog.DeadLetters.GetOffsetsAsync(CancellationToken.None);
        var look = board.Current;
        var generation = look.Published.Published;
        var silos = _silos.Values.Where(s => DateTimeOffset.UtcNow - s.At < SiloLifetime).OrderBy(s => s.Silo, StringComparer.Ordinal)
            .ToList();
        var readers = silos.SelectMany(s => s.Partitions.Select(p => (Report: p, s.Silo))).ToLookup(r => r.Report.Partition);
        return new PipelineAnswer
        {
            Partitions =
            [
                .. ranges.Select(range =>
                {
                    var reader = readers[range.Partition].OrderByDescending(r => r.Report.Delivered).FirstOrDefault();
                    return new PartitionAnswer(
                        range.Partition,
                        range.End,
                        reader.Report.Delivered,
                        Math.Max(reader.Report.Checkpoint, look.Checkpoints.GetValueOrDefault(range.Partition)),
                        reader.Silo,
                        reader.Report.Quarantined,
                        reader.Report.Trouble);
                }),
            ],
            Generation = generation.Id,
            GenerationCreated = generation.Id == 0 ? null : generation.Created,
            Cut = ViewAnswers.Offsets(generation.Cut.Offsets),
            DeadLetters = deadLetters.Sum(e => e.End - e.Begin),
            Drift = silos.Sum(s => s.Drift),
            Silos = [.. silos],
            Complete = look.Completeness.IsComplete(generation.Cut),
            Missing = look.Completeness.Missing(generation.Cut),
            Pin = look.Published.Pin is { } pin ? new PinAnswer(pin.Generation, pin.Since, pin.Reason) : null,
            Quarantine =
            [
                .. look.Quarantine.Take(QuarantinedView.Most).Select(q => new QuarantinedView(
                    q.Partition, q.Stream.GetNamespace() ?? "", q.Stream.GetKeyAsString(), q.From)),
            ],
        };
    }
}
