using System.Collections.Immutable;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Status;

/// <summary>
/// Makes one page of the last letters of all partitions. Each letter is on one page: of a partition a page takes the last that no page
/// before it took, so the positions that it ends at say all that the next one needs.
/// </summary>
internal static class NewestLetters
{
    /// <summary>The newest letters by timestamp, and the positions behind which all of them lie.</summary>
    public static DeadLetterPage Merge(IReadOnlyList<DeadLetterTail> tails, int first)
    {
        var left = tails.Select(t => t.Letters.Count).ToArray();
        var before = tails.Select(t => t.End).ToArray();
        var letters = ImmutableArray.CreateBuilder<DeadLetterEntry>();
        while (letters.Count < first)
        {
            var newest = -1;
            for (var i = 0; i < tails.Count; i++)
            {
                if (left[i] > 0 && (newest < 0 || Last(i).Entry.Timestamp > Last(newest).Entry.Timestamp))
                    newest = i;
            }

            if (newest < 0)
                break;
            letters.Add(Last(newest).Entry);
            before[newest] = Last(newest).At;
            left[newest]--;
        }

        var more = tails.Where((t, i) => left[i] > 0 || !t.IsWhole).Any();
        return new DeadLetterPage(letters.ToImmutable(), [.. tails.Select((t, i) => new PartitionOffset(t.Partition, before[i]))], more);

        PlacedLetter Last(int i) => tails[i].Letters[left[i] - 1];
    }
}
