using OrleansFlights.Grains.Contracts;
using OrleansFlights.Grains.Status;

namespace OrleansFlights.Protocol.Tests;

/// <summary>Pages of dead letters hold each letter once, whatever the sizes of pages and partitions.</summary>
public sealed class NewestLettersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Pages_HoldEachLetterOnce_TheNewestFirst(int first)
    {
        var random = new Random(first);
        for (var round = 0; round < 100; round++)
        {
            var topic = Enumerable.Range(0, random.Next(1, 5)).Select(p => Partition(p, random)).ToList();
            var seen = new List<DeadLetterEntry>();
            var before = topic.ToDictionary(p => p.Partition, _ => long.MaxValue);
            DeadLetterPage page;
            do
            {
                page = NewestLetters.Merge([.. topic.Select(p => Tail(p, before[p.Partition], first))], first);
                Assert.True(page.Letters.Length == first || !page.HasMore);
                seen.AddRange(page.Letters);
                before = page.Before.ToDictionary(o => o.Partition, o => o.Offset);
            }
            while (page.HasMore);

            Assert.Equal(topic.Sum(p => p.Letters.Count), seen.Distinct().Count());
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Equal(seen.OrderByDescending(l => l.Timestamp).Select(l => l.Timestamp), seen.Select(l => l.Timestamp));
        }
    }

    /// <summary>The last letters below an offset, as many as a page may need.</summary>
    private static DeadLetterTail Tail(DeadLetterTail all, long before, int first)
    {
        var below = all.Letters.Where(l => l.At < before).ToList();
        return new DeadLetterTail(all.Partition, before, [.. below.TakeLast(first)], below.Count <= first);
    }

    private static DeadLetterTail Partition(int partition, Random random)
    {
        var (at, second) = (0L, 0L);
        var letters = Enumerable.Range(0, random.Next(40)).Select(i => new PlacedLetter(
            at += random.Next(1, 4), Entry(partition, i, second += random.Next(3)))).ToList();
        return new DeadLetterTail(partition, at + 1, letters, IsWhole: true);
    }

    private static DeadLetterEntry Entry(int partition, long offset, long second) =>
        new("reason", partition, offset, DateTimeOffset.UnixEpoch.AddSeconds(second), [], [], 0);
}
