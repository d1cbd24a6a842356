namespace OrleansFlights.Flights;

/// <summary>
/// Segment arithmetic of a topic: a segment is 2^Bits consecutive offsets of one partition. Batch cuts fall on segment
/// boundaries only, so a view's state holds one tally per segment and drops or keeps it whole.
/// </summary>
/// <param name="Bits">The exponent k, 0 to 30; every layer over one topic must use the same.</param>
public readonly record struct SegmentSize(int Bits)
{
    /// <summary>Segments of 4,096 offsets, fit for topics of up to some thousand events a second.</summary>
    public static readonly SegmentSize Default = new(12);

    /// <summary>Offsets in a segment.</summary>
    public long Length => 1L << Bits;

    /// <summary>The segment that holds an offset.</summary>
    public long SegmentOf(long offset) => offset >> Bits;

    /// <summary>The first offset of a segment.</summary>
    public long StartOf(long segment) => segment << Bits;

    /// <summary>The highest segment boundary at or below an offset: where a cut may fall that covers nothing beyond it.</summary>
    public long BoundaryAtOrBelow(long offset) => StartOf(SegmentOf(offset));

    /// <summary>Whether an offset lies on a boundary.</summary>
    public bool IsBoundary(long offset) => BoundaryAtOrBelow(offset) == offset;
}
