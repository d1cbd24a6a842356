using OrleansFlights.Flights;
using OrleansFlights.Grains.Merge;
using OrleansFlights.Views;

namespace OrleansFlights.Protocol.Tests;

public sealed class ViewStateTests
{
    private static readonly SegmentSize Segments = new(1);
    private static readonly IReadOnlyDictionary<int, long> NothingSettled = new Dictionary<int, long>();

    [Fact]
    public void Adopt_GenerationCutBelowTheDeltas_IsRefused()
    {
        var state = new ViewState(Segments, Cut.Zero);
        state.Apply(0, 0, 8, Facts(1, 5));
        state.Adopt(Generation(2, 4), Tally(1), Generation(2, 4).Cut, NothingSettled);

        Assert.False(state.Reaches(Generation(1, 2)));
        Assert.Throws<ArgumentException>(() => state.Adopt(Generation(1, 2), new FlightTally(), Generation(1, 2).Cut, NothingSettled));
    }

    [Fact]
    public void Read_OnASiloWithAnOlderLook_StillKnowsWhatTheDeltasReachDownTo()
    {
        var state = new ViewState(Segments, Cut.Zero);
        state.Apply(0, 0, 8, Facts(1, 5));
        state.Adopt(Generation(2, 4), Tally(1), Generation(2, 4).Cut, NothingSettled);

        var restored = SnapshotCodec.Read(SnapshotCodec.Write(state), Segments, Cut.Zero);

        Assert.Equal(Generation(2, 4).Cut, restored.Oldest);
        Assert.False(restored.Reaches(Views.Generation.None));
        restored.Adopt(Generation(2, 4), Tally(1), Cut.Zero, NothingSettled);
        Assert.Equal(2, (restored.Batch + restored.Realtime).Events);
        Assert.Equal(8, restored.Watermark(0));
    }

    [Fact]
    public void Read_OtherSegmentSizeOrFormatOrTornBytes_IsRefused()
    {
        var state = new ViewState(Segments, Cut.Zero);
        state.Apply(0, 0, 8, Facts(1, 5));
        var bytes = SnapshotCodec.Write(state);

        Assert.Throws<InvalidDataException>(() => SnapshotCodec.Read(bytes, new SegmentSize(2), Cut.Zero));
        Assert.Throws<InvalidDataException>(() => SnapshotCodec.Read([99, .. bytes[1..]], Segments, Cut.Zero));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => SnapshotCodec.Read(bytes.AsSpan(0, length), Segments, Cut.Zero));
    }

    [Fact]
    public void Adopt_CheckpointOfAReaderThatStartedAboveTheOldGeneration_ProvesNoDrift()
    {
        var state = new ViewState(Segments, Cut.Zero);
        state.Adopt(Views.Generation.None, new FlightTally(), Cut.Zero, NothingSettled);

        var audit = state.Adopt(Generation(1, 4), Tally(2), Generation(1, 4).Cut, new Dictionary<int, long> { [0] = 10 });

        Assert.Equal(Audit.Inconclusive, audit);
    }

    [Fact]
    public void Adopt_RowsThatDifferFromTheSettledDeltas_AreDrift()
    {
        var state = new ViewState(Segments, Cut.Zero);
        state.Adopt(Generation(1, 0), new FlightTally(), Cut.Zero, NothingSettled);

        Assert.Equal(Audit.Drift, state.Adopt(Generation(2, 4), Tally(2), Cut.Zero, new Dictionary<int, long> { [0] = 10 }));
    }

    [Fact]
    public void OldestCut_RetainedCutsThatDoNotRise_IsTheLowestOfEach()
    {
        var low = new Generation(2, DateTimeOffset.UnixEpoch, "test", "full", Cut.Of([new(0, 2), new(1, 8)], Segments), GenerationState.Complete);
        var look = new PublishedGenerations(Generation(3, 4), [Generation(1, 6), low, Generation(3, 4)]);

        Assert.Equal(2, look.OldestCut[0]);
        Assert.Equal(0, look.OldestCut[1]);
    }

    private static FlightFact[] Facts(params long[] offsets) => [.. offsets.Select(o => new FlightFact(o, 0, FlightStatus.Landed, null))];

    private static FlightTally Tally(int events)
    {
        var tally = new FlightTally();
        for (var i = 0; i < events; i++)
            tally.Add(new FlightFact(i, 0, FlightStatus.Landed, null));
        return tally;
    }

    private static Generation Generation(long id, long cut) =>
        new(id, DateTimeOffset.UnixEpoch, "test", "full", Cut.Of([new(0, cut)], Segments), GenerationState.Complete);
}
