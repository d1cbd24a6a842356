using Orleans.Concurrency;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;

namespace OrleansFlights.Grains.Status;

/// <summary>Reads pages of dead letters from the log; on a thread of its own, because readers block.</summary>
[GrainType("dead-letters"), StatelessWorker(MostReaders)]
public sealed class DeadLetterGrain(IEventLog eventLog) : Grain, IDeadLetterGrain
{
    private const int MostReaders = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async ValueTask<DeadLetterPage> Read(DeadLetterQuery query)
    {
        var first = Math.Clamp(query.First, 1, IDeadLetterGrain.MostAtOnce);
        var before = query.Before.ToDictionary(o => o.Partition, o => o.Offset);
        using var late = new CancellationTokenSource(Patience);
        var topic = eventLog.DeadLetters;
        var ranges = await topic.GetOffsetsAsync(late.Token);
        var tails = await Task.Factory.StartNew(
            () => ranges.Select(r => DeadLetterTail.Read(topic, Below(r, before), first, late.Token)).ToList(),
            late.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return NewestLetters.Merge(tails, first);
    }

    private static OffsetRange Below(OffsetRange range, Dictionary<int, long> before) =>
        range with { End = Math.Max(range.Begin, Math.Min(range.End, before.GetValueOrDefault(range.Partition, range.End))) };
}
