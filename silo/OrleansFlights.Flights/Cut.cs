using System.Collections.Immutable;

namespace OrleansFlights.Flights;

/// <summary>
/// Per partition the offset up to which, exclusive, a generation counted the log: always a segment boundary. A partition that is not
/// named is cut at 0.
/// </summary>
public sealed class Cut : IEquatable<Cut>
{
    private readonly ImmutableSortedDictionary<int, long> _offsets;

    private Cut(ImmutableSortedDictionary<int, long> offsets) => _offsets = offsets;

    /// <summary>The cut that covers nothing.</summary>
    public static Cut Zero { get; } = new(ImmutableSortedDictionary<int, long>.Empty);

    /// <summary>Partitions with a cut above 0, ascending.</summary>
    public IReadOnlyDictionary<int, long> Offsets => _offsets;

    /// <summary>The cut of one partition.</summary>
    public long this[int partition] => _offsets.TryGetValue(partition, out var offset) ? offset : 0;

    /// <summary>Makes a cut.</summary>
    /// <exception cref="ArgumentException">An offset is negative or lies within a segment.</exception>
    public static Cut Of(IEnumerable<KeyValuePair<int, long>> offsets, SegmentSize segments)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<int, long>();
        foreach (var (partition, offset) in offsets)
        {
            if (offset < 0 || !segments.IsBoundary(offset))
                throw new ArgumentException(
                    $"partition {partition}: {offset} is no segment boundary ({segments.Length} offsets each)", nameof(offsets));
            if (offset > 0)
                builder[partition] = offset;
        }

        return builder.Count == 0 ? Zero : new Cut(builder.ToImmutable());
    }

    /// <summary>Whether no partition of this cut lies below that of another.</summary>
    public bool Covers(Cut other) => other._offsets.All(o => this[o.Key] >= o.Value);

    /// <summary>Per partition the lower of two cuts.</summary>
    public Cut Lower(Cut other) =>
        Covers(other) ? other : other.Covers(this) ? this : new Cut(_offsets.Keys.Select(
            p => KeyValuePair.Create(p, Math.Min(this[p], other[p]))).Where(o => o.Value > 0).ToImmutableSortedDictionary());

    /// <summary>Per partition the higher of two cuts.</summary>
    public Cut Higher(Cut other) =>
        Covers(other) ? this : other.Covers(this) ? other : new Cut(_offsets.SetItems(other._offsets.Where(o => o.Value > this[o.Key])));

    /// <inheritdoc/>
    public bool Equals(Cut? other) => other is not null && _offsets.SequenceEqual(other._offsets);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Cut);

    /// <inheritdoc/>
    public override int GetHashCode() => _offsets.Aggregate(0, (hash, o) => HashCode.Combine(hash, o.Key, o.Value));

    /// <summary>Such as <c>0:4096 3:8192</c>.</summary>
    public override string ToString() => string.Join(' ', _offsets.Select(o => $"{o.Key}:{o.Value}"));
}
