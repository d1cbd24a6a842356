using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Grains;

/// <summary>
/// Positions in the log: per partition, ascending, the offset up to which, exclusive, something counts; partitions not named are at 0. As
/// text
/// <c>0:120,3:88</c>.
/// </summary>
public static class Positions
{
    /// <summary>Most partitions of one text.</summary>
    public const int MaxPartitions = 10_000;

    /// <summary>Whether <paramref name="left"/> lies at or above <paramref name="right"/> in every partition.</summary>
    public static bool Cover(ImmutableArray<PartitionOffset> left, ImmutableArray<PartitionOffset> right)
    {
        if (left == right)
            return true;
        var at = 0;
        foreach (var needed in right)
        {
            while (at < left.Length && left[at].Partition < needed.Partition)
                at++;
            var offset = at < left.Length && left[at].Partition == needed.Partition ? left[at].Offset : 0;
            if (offset < needed.Offset)
                return false;
        }

        return true;
    }

    /// <summary>The higher offset of each partition.</summary>
    public static ImmutableArray<PartitionOffset> Higher(ImmutableArray<PartitionOffset> left, ImmutableArray<PartitionOffset> right)
    {
        if (Cover(left, right))
            return left;
        if (Cover(right, left))
            return right;
        return [.. left.Concat(right).GroupBy(p => p.Partition).OrderBy(g => g.Key)
            .Select(g => new PartitionOffset(g.Key, g.Max(p => p.Offset)))];
    }

    /// <summary>
    /// An answer's watermarks raised to what is needed where it is proven that the answer counts it: where <paramref name="proven"/>
    /// reaches it too.
    /// </summary>
    public static ImmutableArray<PartitionOffset> Raise(
        ImmutableArray<PartitionOffset> watermarks, ImmutableArray<PartitionOffset> proven, ImmutableArray<PartitionOffset> needed)
    {
        var ends = proven.ToDictionary(p => p.Partition, p => p.Offset);
        return Higher(watermarks, [.. needed.Where(n => ends.GetValueOrDefault(n.Partition) >= n.Offset)]);
    }

    /// <summary>Positions as text.</summary>
    public static string Format(ImmutableArray<PartitionOffset> positions)
    {
        var text = new StringBuilder();
        foreach (var (partition, offset) in positions)
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{partition}:{offset}");
        return text.ToString();
    }

    /// <summary>Reads positions as <see cref="Format"/> writes them; false when they are not ascending numbers.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, char separator, out ImmutableArray<PartitionOffset> positions)
    {
        var builder = ImmutableArray.CreateBuilder<PartitionOffset>();
        positions = [];
        foreach (var range in text.Split(separator))
        {
            var part = text[range];
            if (part.IsEmpty && text.IsEmpty)
                break;
            var colon = part.IndexOf(':');
            if (colon < 0 || builder.Count == MaxPartitions
                || !int.TryParse(part[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(part[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || (builder.Count > 0 && builder[^1].Partition >= partition))
            {
                return false;
            }

            builder.Add(new PartitionOffset(partition, offset));
        }

        positions = builder.DrainToImmutable();
        return true;
    }
}
