using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Protocol.Tests;

public sealed class CheckpointPlanTests
{
    [Fact]
    public void MayRecord_ReaderWasSentBackMeanwhile_No()
    {
        var plan = new CheckpointPlan(0, 0);
        var pass = plan.Begin(20)!.Value;

        Assert.True(plan.Rewind(5, 20));

        Assert.False(plan.MayRecord(pass));
    }

    [Fact]
    public void Begin_WhileTheReaderIsOnItsWayBack_WaitsForThePollThere()
    {
        var plan = new CheckpointPlan(20, 0);
        plan.Rewind(5, 20);
        plan.NoteRecorded(5);

        Assert.False(plan.NotePoll(20));
        Assert.Null(plan.Begin(30));

        Assert.True(plan.NotePoll(5));
        Assert.Equal(10, plan.Begin(10)?.Position);
    }

    [Fact]
    public void GoBack_ReaderIsToGoBackFurtherAlready_No()
    {
        var plan = new CheckpointPlan(20, 0);

        Assert.True(plan.Rewind(5, 20));
        Assert.False(plan.Rewind(7, 20));
        Assert.True(plan.Rewind(3, 20));
    }

    [Fact]
    public void GoBack_ReaderIsOnItsWayUp_OnlyWhenSomethingWasReleasedSince()
    {
        var plan = new CheckpointPlan(20, 0);
        plan.Rewind(0, 20);
        plan.NoteRecorded(0);
        plan.NotePoll(0);

        Assert.False(plan.Rewind(5, 10));
        plan.NoteRecorded(10);
        Assert.True(plan.Rewind(5, 10));
    }

    [Fact]
    public void GoBack_NothingReadAbove_No() => Assert.False(new CheckpointPlan(0, 0).Rewind(20, 20));

    [Fact]
    public void NeededFrom_BelowTheFloor_IsTheFloor() => Assert.Equal(8, new CheckpointPlan(20, 8).NeededFrom(3));
}
