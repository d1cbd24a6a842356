using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Protocol;
using OrleansFlights.Grains.Status;
using OrleansFlights.Log;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Protocol.Tests;

public sealed class DurabilityTests
{
    [Fact]
    public void WrittenInAnEarlierLifeOfTheStore_IsNotDurable()
    {
        var durable = new DurableOffsets();
        durable.GoOnIn("one");
        durable.Note([(0, 20)], "one");
        Assert.Equal(20, durable[0]);

        durable.GoOnIn("two");
        Assert.Equal(0, durable[0]);
        durable.Note([(0, 20)], "one");
        Assert.Equal(0, durable[0]);
        durable.Note([(0, 20)], "two");
        Assert.Equal(20, durable[0]);
    }

    [Fact]
    public void StoreHoldsLess_TheReaderGoesBackToIt_AndNothingAboveIsRecordedMeanwhile()
    {
        var plan = new CheckpointPlan(200, 0);
        var attempt = plan.Begin(250)!.Value;

        Assert.Equal(100, plan.StoreHolds(100, 250));

        Assert.Equal(100, plan.Recorded);
        Assert.False(plan.MayRecord(attempt));
        Assert.Null(plan.Begin(250));
        plan.NotePoll(100);
        Assert.Equal(180, plan.Begin(180)?.Position);
    }

    [Fact]
    public void StoreHoldsLess_ReaderOnItsWayUpFromFurtherBack_GoesBackAllTheSame()
    {
        var plan = new CheckpointPlan(200, 0);
        plan.Rewind(50, 250);
        plan.NoteRecorded(50);
        plan.NotePoll(50);
        plan.NoteRecorded(150);

        Assert.Equal(100, plan.StoreHolds(100, 180));
    }

    [Fact]
    public void StoreHoldsNothing_TheReaderGoesBackToTheFloor() => Assert.Equal(64, new CheckpointPlan(200, 64).StoreHolds(null, 250));

    [Fact]
    public void StoreHoldsMore_AnotherReaderRecordedIt_AndThisOneGoesOn() => Assert.Null(new CheckpointPlan(200, 0).StoreHolds(220, 250));

    [Fact]
    public void Holes_ConcernAnswersWhoseCutTheyLieAbove()
    {
        var completeness = new Completeness([new LogHole(0, 10, 20), new LogHole(0, 15, 40), new LogHole(1, 0, 8)], isLogTrusted: true);
        var segments = new SegmentSize(4);
        var cut = Cut.Of(new Dictionary<int, long> { [0] = 16, [1] = 16 }, segments);

        Assert.False(completeness.IsComplete(cut));
        Assert.Equal([new Hole(0, 16, 40)], completeness.Missing(cut));
        Assert.True(completeness.IsComplete(Cut.Of(new Dictionary<int, long> { [0] = 48, [1] = 16 }, segments)));
        Assert.False(new Completeness([], isLogTrusted: false).IsComplete(cut));
    }

    [Fact]
    public void PartitionBehindAndNotMoving_StandsStill()
    {
        var stalls = new StallDetector(TimeSpan.FromSeconds(30));
        Assert.False(stalls.Note(0, 10, 20, TimeSpan.Zero));
        Assert.False(stalls.Note(0, 10, 20, TimeSpan.FromSeconds(29)));
        Assert.True(stalls.Note(0, 10, 20, TimeSpan.FromSeconds(30)));
        Assert.False(stalls.Note(0, 11, 20, TimeSpan.FromSeconds(31)));
        Assert.False(stalls.Note(0, 20, 20, TimeSpan.FromSeconds(90)));
    }
}
