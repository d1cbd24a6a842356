using OrleansFlights.Flights;
using OrleansFlights.Grains.Protocol;
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

        Assert.Equal(AuditResult.Inconclusive, audit);
    }

    [Fact]
    public void Adopt_RowsThatDifferFromTheSettledDeltas_AreDrift()
    {
        var state = new ViewState(Segments, Cut.Zero);
        state.Adopt(Generation(1, 0), new FlightTally(), Cut.Zero, NothingSettled);

        Assert.Equal(AuditResult.Drift, state.Adopt(Generation(2, 4), Tally(2), Cut.Zero, new Dictionary<int, long> { [0] = 10 }));
    }

    [Fact]
    public void OldestCut_RetainedCutsThatDoNotRise_IsTheLowestOfEach()
    {
        var low = new Generation(
            2, DateTimeOffset.UnixEpoch, "test", "full", Cut.Of([new(0, 2), new(1, 8)], Segments), GenerationState.Complete);
        var look = new PublishedGenerations(Generation(3, 4), [Generation(1, 6), low, Generation(3, 4)]);

        Assert.Equal(2, look.OldestCut[0]);
        Assert.Equal(0, look.OldestCut[1]);
    }

    /// <summary>Segments of few facts and of many, over several windows, with and without delays.</summary>
    [Fact]
    public void AnyFacts_RestoredAndCutAnywhere_EqualARecount()
    {
        var segments = new SegmentSize(6);
        var (tallies, loose) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var state = new ViewState(segments, Cut.Zero);
            state.Adopt(Views.Generation.None, new FlightTally(), Cut.Zero, NothingSettled);
            var (all, oldest) = (new List<FlightFact>(), 0L);
            var share = random.NextDouble();
            for (var (step, seen) = (0, 0L); step < 12; step++)
            {
                var to = seen + random.Next(1, 100);
                var facts = Enumerable.Range((int)seen, (int)(to - seen)).Where(_ => random.NextDouble() < share)
                    .Select(o => AnyFact(random, o)).ToArray();
                Assert.Equal(ApplyResult.Applied, state.Apply(0, Math.Max(oldest, seen - random.Next(3)), seen = to, facts));
                all.AddRange(facts);
                tallies += state.Deltas(0).Cells.Count;
                loose += state.Deltas(0).Facts.Count;
                if (random.Next(3) == 0)
                    state = SnapshotCodec.Read(SnapshotCodec.Write(state), segments, Cut.Zero);
                var cut = segments.BoundaryAtOrBelow(random.NextInt64(oldest, seen + 1));
                oldest = segments.BoundaryAtOrBelow(random.NextInt64(oldest, cut + 1));
                var generation = new Generation(
                    step + 1, DateTimeOffset.UnixEpoch, "test", "full", Cut.Of([new(0, cut)], segments), GenerationState.Complete);
                state.Adopt(generation, Recount(all, f => f.Offset < cut), Cut.Of([new(0, oldest)], segments), NothingSettled);

                Assert.Equal(Recount(all, f => f.Offset >= cut), state.Realtime);
                var (from, end) = (random.Next(4), random.Next(5));
                Assert.Equal(
                    all.Where(f => f.Offset >= cut && f.Window >= from && f.Window < end).GroupBy(f => f.Window).OrderBy(w => w.Key)
                        .Select(w => (w.Key, Recount(w, _ => true))),
                    state.Windows(from, end).Select(w => (w.Key, w.Value)));
                Assert.All(state.Deltas(0).Facts, f => Assert.True(f.Offset >= oldest));
            }
        }

        Assert.True(tallies > 1_000 && loose > 1_000, $"{tallies} tallies and {loose} facts: both must have been tried");
    }

    [Fact]
    public void Read_OfFormat1_WhichHadNoFacts_IsTaken()
    {
        // Format, bits, no cut, one partition: 0, seen 8, one tally: segment 2, window 0, a flight landed, no departures.
        byte[] bytes = [1, 1, 0, 1, 0, 8, 1, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0];

        var state = SnapshotCodec.Read(bytes, Segments, Cut.Zero);
        state.Adopt(Views.Generation.None, new FlightTally(), Cut.Zero, NothingSettled);

        Assert.Equal(8, state.Seen(0));
        Assert.Equal(1, state.Realtime[FlightStatus.Landed]);
        Assert.Equal(1, state.Realtime.Events);
    }

    private static FlightFact AnyFact(Random random, int offset)
    {
        var status = (FlightStatus)random.Next(FlightStatuses.Count);
        return new FlightFact(
            offset, random.Next(4), status, status == FlightStatus.Departed && random.Next(4) > 0 ? random.Next(-600, 7_200) : null);
    }

    private static FlightTally Recount(IEnumerable<FlightFact> facts, Func<FlightFact, bool> which)
    {
        var tally = new FlightTally();
        foreach (var fact in facts.Where(which))
            tally.Add(in fact);
        return tally;
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
