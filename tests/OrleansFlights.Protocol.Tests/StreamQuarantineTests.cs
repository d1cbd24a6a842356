using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Protocol.Tests;

public sealed class StreamQuarantineTests
{
    private static readonly StreamId One = StreamId.Create("route", "DXB-ZRH");
    private static readonly StreamId Other = StreamId.Create("route", "JFK-LHR");

    [Fact]
    public void NobodyFails_TheCheckpointGoesOn() => Assert.Empty(new StreamQuarantine([], 0).Judge([], 10)!);

    [Fact]
    public void OneFailsAgainAndAgain_IsSetApart()
    {
        var quarantine = new StreamQuarantine([], 0);
        for (var failure = 1; failure < StreamQuarantine.FailuresAllowed; failure++)
            Assert.Null(quarantine.Judge([One], 10));

        Assert.Equal([One], quarantine.Judge([One], 10));
    }

    [Fact]
    public void OneThatSucceedsBetweenFailures_IsNotSetApart()
    {
        var quarantine = new StreamQuarantine([], 0);
        for (var round = 0; round < 10; round++)
        {
            Assert.Null(quarantine.Judge([One], 10));
            Assert.Empty(quarantine.Judge([], 10)!);
        }
    }

    [Fact]
    public void SecondFailsLater_TheCheckpointWaitsForItToo()
    {
        var quarantine = new StreamQuarantine([], 0);
        quarantine.Judge([One], 10);
        quarantine.Judge([One], 10);

        Assert.Null(quarantine.Judge([One, Other], 10));
        Assert.Null(quarantine.Judge([One, Other], 10));
        Assert.Equal(2, quarantine.Judge([One, Other], 10)!.Count);
    }

    [Fact]
    public void ManyFailAtOnce_NobodyIsSetApart()
    {
        var quarantine = new StreamQuarantine([], 0);
        var many = Enumerable.Range(0, 20).Select(n => StreamId.Create("route", $"{n}")).ToList();
        for (var round = 0; round < 10; round++)
            Assert.Null(quarantine.Judge(many, 40));
    }

    [Fact]
    public void ThoseApart_AreTriedWithGrowingPauses_UpToTheEndOfWhatTheyWereSent()
    {
        var quarantine = new StreamQuarantine([], 0);
        quarantine.Add(One, 30);
        var tries = Enumerable.Range(0, 100).Select(n => quarantine.Due(_ => n == 0 ? null : 50)).ToList();

        Assert.Equal([(One, 30L)], tries[0]);
        Assert.Equal((One, 50L), tries.Skip(1).SelectMany(t => t).First());
        Assert.InRange(tries.Count(t => t.Count > 0), 4, 10);
    }

    [Fact]
    public void TakenOverFromAnEarlierReader_IsDueUpToTheStart() =>
        Assert.Equal([(One, 40L)], new StreamQuarantine([new QuarantinedStream(0, One, 10)], 40).Due(_ => null));
}
