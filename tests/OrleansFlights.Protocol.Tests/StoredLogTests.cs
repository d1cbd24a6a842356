using OrleansFlights.Log;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Protocol.Tests;

public sealed class StoredLogTests
{
    private static readonly StoredLog Read = new("events", new LogIdentity("a"), 8);

    [Fact]
    public void NothingStored_IsAdopted() => Assert.Equal(LogMatch.Adopted, StoredLog.Compare(null, Read));

    [Fact]
    public void SameTopicAndIdentity_IsTheSame() => Assert.Equal(LogMatch.Same, StoredLog.Compare(Read with { }, Read));

    [Fact]
    public void TopicMadeAgain_IsAnotherLog() =>
        Assert.Equal(LogMatch.OtherLog, StoredLog.Compare(Read with { Identity = new LogIdentity("b") }, Read));

    [Fact]
    public void OtherTopic_IsAnotherLog_EvenWhenIdentitiesAreNames() => Assert.Equal(
        LogMatch.OtherLog, StoredLog.Compare(new StoredLog("other", LogIdentity.OfName("other"), null), Read));

    [Fact]
    public void OtherSegmentSize_IsToldApart() =>
        Assert.Equal(LogMatch.OtherSegments, StoredLog.Compare(Read with { SegmentBits = 12 }, Read));

    [Fact]
    public void NameStored_IdentityReadNow_IsAdopted() =>
        Assert.Equal(LogMatch.Adopted, StoredLog.Compare(Read with { Identity = LogIdentity.OfName("events") }, Read));

    [Fact]
    public void IdentityStored_NameReadNow_GoesOn() =>
        Assert.Equal(LogMatch.Same, StoredLog.Compare(Read, Read with { Identity = LogIdentity.OfName("events") }));
}
