using OrleansFlights.Flights;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Streams;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Views;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>Rule 1: the batch layer cuts within a segment.</summary>
internal sealed class CutWithinSegment : Rules
{
    public override long CutAt(long archived, SegmentSize segments) => archived;

    public override Cut Cut(IEnumerable<KeyValuePair<int, long>> offsets, SegmentSize segments) =>
        Flights.Cut.Of(offsets, new SegmentSize(0));
}

/// <summary>Rule 1: deltas are dropped, but the generation's row is not loaded.</summary>
internal sealed class DropWithoutLoad : Rules
{
    public override AuditResult Adopt(ViewDriver view, Adoption adoption)
    {
        base.Adopt(view, adoption with { Batch = view.State.Batch });
        return AuditResult.Inconclusive;
    }
}

/// <summary>Rule 2: a batch is counted although something before it is missing.</summary>
internal sealed class ApplyDespiteGap : Rules
{
    public override ApplyResult Apply(ViewState state, StreamBatch<FlightFact> batch) =>
        state.Apply(batch.Partition, 0, batch.CoversTo, batch.Events.Span);
}

/// <summary>Rule 2: the watermark goes up for a batch that was not counted.</summary>
internal sealed class WatermarkWithoutEvents : Rules
{
    public override ApplyResult Apply(ViewState state, StreamBatch<FlightFact> batch)
    {
        var coverage = base.Apply(state, batch);
        if (coverage == ApplyResult.Gap)
            state.Apply(batch.Partition, 0, batch.CoversTo, []);
        return coverage;
    }
}

/// <summary>Rule 2: an event below the watermark is counted once more.</summary>
internal sealed class CountRepeats : Rules
{
    public override ApplyResult Apply(ViewState state, StreamBatch<FlightFact> batch)
    {
        var seen = state.Seen(batch.Partition);
        var again = batch.Events.ToArray().LastOrDefault(e => e.Offset < seen);
        if (batch.CoversFrom > seen || batch.CoversTo <= seen || again == default)
            return base.Apply(state, batch);
        FlightFact repeated = new(seen, again.Window, again.Status, again.HasDelay ? again.DelaySeconds : null);
        return state.Apply(batch.Partition, batch.CoversFrom, batch.CoversTo, [repeated, .. batch.Events.Span]);
    }
}

/// <summary>Rule 3: an activation counts while an older one may still write, and be durable, beyond what this one has read.</summary>
internal sealed class CountWithoutOwning : Rules
{
    public override bool OwnsFirst => false;
}

/// <summary>
/// Rule 8: an activation that began from a store that went back believes a reader that all before its first batch is settled there.
/// </summary>
internal sealed class BelieveAnyLife : Rules
{
    public override bool ComparesLives => false;
}

/// <summary>Rule 3: a position is recorded although a view is not durable up to it.</summary>
internal sealed class RecordAlthoughShort : Rules
{
    public override CheckpointIntent? Record(PartitionCheckpoints checkpoints, CheckpointAttempt pass, bool allDurable) =>
        checkpoints.Record(pass);
}

/// <summary>Rule 3: what was sent is forgotten before the position is recorded.</summary>
internal sealed class ReleaseBeforeRecorded : Rules
{
    public override void Begin(SentBatches<FlightFact> book, CheckpointAttempt pass) => book.Release(pass.Position);
}

/// <summary>Rule 3: a checkpoint goes on although the reader was sent back since it began.</summary>
internal sealed class RecordAfterGoingBack : Rules
{
    public RecordAfterGoingBack() => LosesSnapshots = true;

    public override CheckpointIntent? Record(PartitionCheckpoints checkpoints, CheckpointAttempt pass, bool allDurable) =>
        allDurable ? new CheckpointIntent(checkpoints.Stored, pass.Position, pass.Life, pass.Epoch) : null;
}

/// <summary>Rule 3: the reader goes back, but the recorded position stays.</summary>
internal sealed class GoBackWithoutRecording : Rules
{
    public GoBackWithoutRecording() => LosesSnapshots = true;

    public override bool RecordsGoingBack => false;
}

/// <summary>Rule 4: without a checkpoint a reader starts at the published cut, though an older one may be published again.</summary>
internal sealed class StartAbovePublishableCut : Rules
{
    public override PartitionStart Start(long? stored, PublishedGenerations generations, int partition, string life) =>
        base.Start(stored, generations, partition, life) with
        {
            Offset = Math.Max(stored ?? 0, generations.Retained.Count == 0 ? 0 : generations.Retained[^1].Cut[partition]),
        };
}

/// <summary>Rule 4: a reader's first batches claim to cover all from offset 0.</summary>
internal sealed class CoverFromZero : Rules
{
    public override PartitionStart Start(long? stored, PublishedGenerations generations, int partition, string life) =>
        base.Start(stored, generations, partition, life) with { Floor = 0 };
}

/// <summary>Rule 5: the deltas go first, and the new row comes a step later.</summary>
internal sealed class AdoptInTwoSteps : Rules
{
    private readonly Dictionary<ViewState, Adoption> _half = [];

    public override ApplyResult Apply(ViewState state, StreamBatch<FlightFact> batch)
    {
        if (_half.Remove(state, out var rest))
            state.Adopt(rest.Generation, rest.Batch, rest.Oldest, rest.Checkpoints);
        return base.Apply(state, batch);
    }

    public override AuditResult Adopt(ViewDriver view, Adoption adoption)
    {
        _half[view.State] = adoption;
        view.State.Adopt(adoption.Generation, view.State.Batch, adoption.Oldest, adoption.Checkpoints);
        return AuditResult.Inconclusive;
    }
}

/// <summary>Rule 5: the batch layer's rows are wrong; the audit has to say so.</summary>
internal sealed class WrongRows : Rules
{
    public override AuditResult Adopt(ViewDriver view, Adoption adoption)
    {
        var wrong = adoption.Batch.Clone();
        if (adoption.Generation.Id > 1 && !wrong.IsEmpty)
            wrong.Add(new FlightFact(0, 0, FlightStatus.Landed, null));
        return base.Adopt(view, adoption with { Batch = wrong });
    }
}
