using OrleansFlights.Streams.Provider;

namespace OrleansFlights.Protocol.Tests;

public sealed class PartitionQueuesTests
{
    [Fact]
    public void Grow_AddsQueuesAndMovesNone()
    {
        var queues = new PartitionQueues("log");
        Assert.True(queues.Grow(3));
        var before = queues.GetAllQueues().ToList();
        Assert.False(queues.Grow(3));
        Assert.False(queues.Grow(2));
        Assert.True(queues.Grow(20));

        Assert.Equal(before, queues.GetAllQueues().Take(3));
        Assert.Equal(Enumerable.Range(0, 20), queues.GetAllQueues().Select(PartitionQueues.PartitionOf));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(1_024)]
    public void Places_DivideTheRingIntoPartsOfAtMostTwoSizes(int partitions)
    {
        var queues = new PartitionQueues("log");
        queues.Grow(partitions);
        var places = queues.GetAllQueues().Select(q => (long)q.GetUniformHashCode()).Order().ToList();
        var parts = places.Zip([.. places.Skip(1), places[0] + (1L << 32)], (from, to) => to - from).ToList();

        Assert.InRange(parts.Max(), parts.Min(), 2 * parts.Min());
        Assert.Equal(1L << 32, parts.Sum());
    }
}
