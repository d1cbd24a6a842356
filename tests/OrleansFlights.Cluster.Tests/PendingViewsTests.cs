using OrleansFlights.Flights;
using OrleansFlights.Grains.Changefeed;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Cluster.Tests;

public sealed class PendingViewsTests
{
    private static readonly ViewKey Route = new(Dimension.Route, "DXB-ZRH");
    private static readonly ViewAnswer Answer = new()
    {
        Dimension = Dimension.Route,
        Key = Route.Key,
        Tally = new FlightTally(),
        Batch = new FlightTally(),
        Realtime = new FlightTally(),
        Generation = 0,
        Cut = [],
        Watermarks = [],
        Complete = true,
    };

    private readonly PendingViews _pending = new();

    [Fact]
    public void ToldAsync_OfAnUntouchedView_IsCompleted() => Assert.True(_pending.FlushedAsync(Route).IsCompletedSuccessfully);

    [Fact]
    public void ToldAsync_CompletesWithTheRoundThatTells()
    {
        _pending.Touch(Route, Answer);
        var told = _pending.FlushedAsync(Route);
        Assert.Equal([Route], _pending.Begin().Keys);
        Assert.False(told.IsCompleted);
        _pending.End(null);
        Assert.True(told.IsCompletedSuccessfully);
        Assert.True(_pending.FlushedAsync(Route).IsCompletedSuccessfully);
    }

    [Fact]
    public void TouchDuringARound_WaitsForTheNext()
    {
        _pending.Touch(Route, Answer);
        _pending.Begin();
        _pending.Touch(Route, Answer);
        var told = _pending.FlushedAsync(Route);
        _pending.End(null);
        Assert.False(told.IsCompleted);
        Assert.Equal([Route], _pending.Begin().Keys);
        _pending.End(null);
        Assert.True(told.IsCompletedSuccessfully);
    }

    [Fact]
    public void FailedRound_FailsWhoWaitsAndComesAgain()
    {
        _pending.Touch(Route, Answer);
        var told = _pending.FlushedAsync(Route);
        _pending.Begin();
        _pending.End(new InvalidOperationException("no log"));
        Assert.True(told.IsFaulted);
        Assert.Equal([Route], _pending.Begin().Keys);
    }
}
