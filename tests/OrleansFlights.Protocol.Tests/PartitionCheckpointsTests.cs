using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Protocol.Tests;

public sealed class PartitionCheckpointsTests
{
    [Fact]
    public void SentBack_StoreOutOfReach_OwesThePositionUntilItIsWritten()
    {
        var checkpoints = Started(100);

        Assert.True(checkpoints.SendBack(40, 120));
        Assert.False(checkpoints.SendBack(40, 120));

        var intent = checkpoints.Outstanding()!.Value;
        Assert.Equal((100, 40), (intent.Expected, intent.Position));
        checkpoints.NoteWritten(intent);
        Assert.Null(checkpoints.Outstanding());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(20L)]
    [InlineData(40L)]
    public void SentBack_ThenTheStoreWentBackFurther_NothingIsOwed(long? found)
    {
        var checkpoints = Started(100);
        Assert.True(checkpoints.SendBack(40, 120));
        Assert.Equal(40, checkpoints.Outstanding()?.Position);

        Assert.NotNull(checkpoints.NoteRefused(found, 120));

        Assert.True(checkpoints.Outstanding() is not { } intent || intent.Position <= found);
    }

    [Fact]
    public void SentBack_ThenAnotherReaderRecordedMore_IsStillOwed()
    {
        var checkpoints = Started(100);
        Assert.True(checkpoints.SendBack(40, 120));

        checkpoints.NoteRefused(110, 120);

        Assert.Equal((110, 40), (checkpoints.Outstanding()!.Value.Expected, checkpoints.Outstanding()!.Value.Position));
    }

    [Fact]
    public void SentBack_WhileACheckpointIsWritten_ThatDoesNotPayForIt()
    {
        var checkpoints = Started(100);
        var intent = checkpoints.Record(checkpoints.Begin(120)!.Value)!.Value;

        Assert.True(checkpoints.SendBack(40, 120));
        checkpoints.NoteWritten(intent);

        Assert.Equal(40, checkpoints.Outstanding()?.Position);
    }

    [Fact]
    public void SentBack_SinceTheCheckpointBegan_NothingIsRecorded()
    {
        var checkpoints = Started(100);
        var attempt = checkpoints.Begin(120)!.Value;

        Assert.True(checkpoints.SendBack(40, 120));

        Assert.Null(checkpoints.Record(attempt));
    }

    [Fact]
    public void AnotherLife_WhileConsumersAreAsked_TheCheckpointIsForTheirs()
    {
        var checkpoints = Started(100);
        var attempt = checkpoints.Begin(120)!.Value;

        checkpoints.Enter("two");

        Assert.Equal("one", checkpoints.Record(attempt)?.Life);
        Assert.IsType<StoreKnowledge.Unconfirmed>(checkpoints.Store);
        Assert.Equal(100, checkpoints.Outstanding()?.Position);
    }

    [Fact]
    public void StoreWentBack_WhatWasSentIsWithdrawn_AlsoWhenTheReaderIsOnItsWay()
    {
        var checkpoints = Started(100);

        Assert.Equal(new GoneBack(60), checkpoints.NoteRefused(60, 120));
        Assert.Null(checkpoints.NoteRefused(60, 120));
        Assert.False(checkpoints.NotePoll(120));
        Assert.True(checkpoints.NotePoll(60));
    }

    private static PartitionCheckpoints Started(long stored)
    {
        var checkpoints = new PartitionCheckpoints(PartitionStart.Of(0, stored, 0, [], ""));
        checkpoints.Enter("one");
        checkpoints.NoteWritten(checkpoints.Outstanding()!.Value);
        return checkpoints;
    }
}
