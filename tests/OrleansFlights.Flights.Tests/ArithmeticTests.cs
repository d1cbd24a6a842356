using FsCheck;
using FsCheck.Fluent;

namespace OrleansFlights.Flights.Tests;

public sealed class ArithmeticTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(299_999_999, 0)]
    [InlineData(300_000_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-300_000_000, -1)]
    [InlineData(-300_000_001, -2)]
    public void Window_IndexOf_RoundsDown(long microseconds, int window) => Assert.Equal(window, FlightWindow.IndexOf(microseconds));

    [Fact]
    public void Window_HoldsItsInstants() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<uint>(), (seconds, ticks) =>
        {
            var instant = DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(-(long)ticks);
            var start = FlightWindow.StartOf(FlightWindow.IndexOf(instant));
            return start <= instant && instant < start.AddMinutes(FlightWindow.Minutes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Window_IndexOf_AnInstantJustBeforeTheEpochIsBeforeIt() =>
        Assert.Equal(-1, FlightWindow.IndexOf(DateTimeOffset.UnixEpoch.AddTicks(-1)));

    [Fact]
    public void Window_Align_GivesTheFirstOfTheWiderWindow() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), Gen.Choose(1, 300).ToArbitrary(), (index, width) =>
        {
            var first = FlightWindow.Align(index, width * FlightWindow.Minutes);
            return first <= index && index < first + width && first % width == 0;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(-5)]
    public void Window_Align_RefusesWhatIsNoMultipleOfFive(int minutes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FlightWindow.Align(1, minutes));

    [Fact]
    public void Segment_BoundariesEncloseTheirOffsets() =>
        Prop.ForAll(Gen.Choose(0, 30).ToArbitrary(), ArbMap.Default.ArbFor<NonNegativeInt>(), (bits, number) =>
        {
            var size = new SegmentSize(bits);
            var offset = (long)number.Get * 1_021;
            var boundary = size.BoundaryAtOrBelow(offset);
            return boundary <= offset && offset < boundary + size.Length && size.IsBoundary(boundary)
                && size.SegmentOf(boundary) == size.SegmentOf(offset) && size.StartOf(size.SegmentOf(offset)) == boundary
                && size.IsBoundary(offset) == (offset == boundary) && size.SegmentOf(boundary + size.Length) == size.SegmentOf(offset) + 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Histogram_BucketsEndAtTheirBounds()
    {
        var bounds = DelayHistogram.BoundSeconds;
        Assert.Equal(DelayHistogram.Buckets, bounds.Length + 1);
        Assert.True(bounds.Contains(DelayHistogram.OnTimeSeconds), "on time must end with a bucket, or restored tallies cannot know it");
        for (var i = 0; i < bounds.Length; i++)
        {
            Assert.Equal(i, DelayHistogram.BucketOf(bounds[i]));
            Assert.Equal(i + 1, DelayHistogram.BucketOf(bounds[i] + 1));
        }

        Assert.Equal(0, DelayHistogram.BucketOf(int.MinValue));
        Assert.Equal(DelayHistogram.Buckets - 1, DelayHistogram.BucketOf(int.MaxValue));
    }

    [Fact]
    public void Histogram_EqualsALinearSearch() =>
        Prop.ForAll(Gen.Choose(-200_000, 200_000).ToArbitrary(), delay =>
        {
            var bounds = DelayHistogram.BoundSeconds.ToArray();
            return DelayHistogram.BucketOf(delay) == bounds.Count(bound => bound < delay);
        }).QuickCheckThrowOnFailure();
}
