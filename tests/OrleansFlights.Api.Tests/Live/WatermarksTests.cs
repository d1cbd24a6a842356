using FsCheck;
using FsCheck.Fluent;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Gateway.Subscriptions;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Tests;

public sealed class WatermarksTests
{
    private static readonly Gen<(int Partition, long Offset)[]> Offsets =
        from count in Gen.Choose(0, 5)
        from partitions in Gen.Shuffle([0, 1, 2, 3, 4])
        from offsets in Gen.Choose(1, 3).ArrayOf(count)
        select partitions.Take(count).Order().Select((p, i) => (p, (long)offsets[i])).ToArray();

    private static System.Collections.Immutable.ImmutableArray<PartitionOffset> Of((int Partition, long Offset)[] offsets) =>
        [.. offsets.Select(o => new PartitionOffset(o.Partition, o.Offset))];

    [Fact]
    public void Cover_IsEveryPartitionAtOrAbove() => Prop.ForAll(Offsets.ToArbitrary(), Offsets.ToArbitrary(), (left, right) =>
    {
        long At((int Partition, long Offset)[] offsets, int partition) => offsets.FirstOrDefault(o => o.Partition == partition).Offset;
        var expected = Enumerable.Range(0, 5).All(p => At(left, p) >= At(right, p));
        return Watermarks.Cover(Of(left), Of(right)) == expected;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cursor_StandsForItsWatermarks() => Prop.ForAll(Offsets.ToArbitrary(), offsets =>
        RouteCursor.Decode("after", RouteCursor.Encode(Of(offsets))).SequenceEqual(Of(offsets))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("dzE7MTo1OzA6NTs")]
    public void Cursor_OfOtherText_IsRefused(string text) =>
        Assert.Equal("after", Assert.Throws<BadArgumentException>(() => RouteCursor.Decode("after", text)).Argument);

    [Fact]
    public void News_IsMoreOrAnotherGeneration()
    {
        var known = Answer(7, 5);
        Assert.True(Watermarks.Supersedes(known, null));
        Assert.False(Watermarks.Supersedes(known, known));
        Assert.True(Watermarks.Supersedes(Answer(7, 6), known));
        Assert.True(Watermarks.Supersedes(Answer(6, 5), known), "a rollback at the same watermarks");
        Assert.False(Watermarks.Supersedes(Answer(8, 4), known), "less counted, whatever the generation");
    }

    private static ViewAnswer Answer(long generation, long watermark) => new()
    {
        Dimension = Dimension.Route,
        Key = "DXB-ZRH",
        Tally = new FlightTally(),
        Batch = new FlightTally(),
        Realtime = new FlightTally(),
        Generation = generation,
        Cut = [],
        Watermarks = [new(0, watermark)],
        Complete = true,
    };
}
