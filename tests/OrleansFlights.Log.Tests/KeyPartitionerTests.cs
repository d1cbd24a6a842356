using System.Text;

namespace OrleansFlights.Log.Tests;

public sealed class KeyPartitionerTests
{
    /// <summary>The hashes that Kafka's own Java tests (UtilsTest) expect of these keys.</summary>
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void PartitionOf_EqualsKafkasJavaClient(string key, int hash)
    {
        foreach (var partitions in new[] { 1, 2, 3, 7, 8, 1024, int.MaxValue })
            Assert.Equal((hash & 0x7FFFFFFF) % partitions, KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(key), partitions));
    }
}
