namespace OrleansFlights.Foundation.Tests;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.2)]
    [InlineData(7, 6.4)]
    [InlineData(8, 10)]
    [InlineData(int.MaxValue, 10)]
    public void Ceiling_DoublesUpToTheLongest(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new Backoff(First, Longest).Ceiling(failures));

    [Fact]
    public void Ceiling_OfNoFailure_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backoff(First, Longest).Ceiling(0));

    [Fact]
    public void Next_IsSpreadOverEverythingUpToTheCeiling()
    {
        var backoff = new Backoff(First, Longest, new Random(7));
        var pauses = Enumerable.Range(0, 1_000).Select(_ => backoff.After(8)).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromTicks(1), Longest));
        Assert.InRange(pauses.Average(pause => pause.TotalSeconds), 4.5, 5.5);
        Assert.True(pauses.Min() < TimeSpan.FromSeconds(0.1) && pauses.Max() > TimeSpan.FromSeconds(9.9));
    }

    [Fact]
    public void Reset_StartsAtTheFirst()
    {
        var backoff = new Backoff(First, Longest);
        for (var i = 0; i < 20; i++)
            backoff.Next();
        Assert.Equal(20, backoff.Failures);

        backoff.Reset();

        Assert.InRange(backoff.Next(), TimeSpan.FromTicks(1), First);
        Assert.Equal(1, backoff.Failures);
    }
}
