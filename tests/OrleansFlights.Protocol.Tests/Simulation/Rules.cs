using OrleansFlights.Flights;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Streams;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;
using OrleansFlights.Views;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>
/// How the simulated silos call the product: exactly as the product's own grains and readers do. A test that breaks a rule overrides one of
/// these, to see that the simulation notices.
/// </summary>
internal class Rules
{
    /// <summary>
    /// Whether one view's snapshot may be lost alone, its checkpoints staying: more than the guarantee allows for, but the surest way to
    /// send a reader back.
    /// </summary>
    public bool LosesSnapshots { get; init; }

    /// <summary>The offset at which a batch run cuts a partition.</summary>
    public virtual long CutAt(long archived, SegmentSize segments) => segments.BoundaryAtOrBelow(archived);

    public virtual Cut Cut(IEnumerable<KeyValuePair<int, long>> offsets, SegmentSize segments) => Flights.Cut.Of(offsets, segments);

    public virtual ApplyResult Apply(ViewState state, StreamBatch<FlightFact> batch) =>
        state.Apply(batch.Partition, batch.CoversFrom, batch.CoversTo, batch.Events.Span);

    /// <summary>Whether an activation writes its snapshot before it counts its first batch.</summary>
    public virtual bool OwnsFirst => true;

    /// <summary>Whether an activation takes a batch's word for what it was not sent only in the life of the store that it is in.</summary>
    public virtual bool ComparesLives => true;

    public virtual AuditResult Adopt(ViewDriver view, Adoption adoption) =>
        view.State.Adopt(adoption.Generation, adoption.Batch, adoption.Oldest, adoption.Checkpoints);

    public virtual bool Reaches(ViewState state, Generation generation) => state.Reaches(generation);

    public virtual byte[] Write(ViewState state) => SnapshotCodec.Write(state);

    public virtual ViewState Restore(byte[] snapshot, SegmentSize segments, Cut oldest) => SnapshotCodec.Read(snapshot, segments, oldest);

    /// <summary>Where a reader starts.</summary>
    public virtual PartitionStart Start(long? stored, PublishedGenerations generations, int partition, string life) =>
        PartitionStart.Of(partition, stored, generations.OldestCut[partition], [], life);

    public virtual void Begin(SentBatches<FlightFact> book, CheckpointAttempt pass)
    {
    }

    public virtual CheckpointIntent? Record(PartitionCheckpoints checkpoints, CheckpointAttempt pass, bool allDurable) =>
        allDurable ? checkpoints.Record(pass) : null;

    /// <summary>Whether the position that a reader was sent back to is recorded.</summary>
    public virtual bool RecordsGoingBack => true;
}
