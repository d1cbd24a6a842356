using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Protocol;

/// <summary>
/// A view's seen offsets and deltas as bytes, for its snapshot. Format 2: the format's number, the segment bits, the cut that the deltas
/// reach down to (a count, then partition and offset each), the number of partitions; for each its number, seen offset, number of tallies;
/// for each tally its segment, window, the seven counts by status, the number of departures and, when above 0, delay sum, least, greatest
/// and the histogram as (bucket, count) pairs; then the number of facts that are in no tally; for each what its offset and its window are
/// above those of the one before, twice its status, plus one when a delay follows. All numbers are LEB128 varints, zigzag where they may be
/// negative. Format 1 had no facts.
/// </summary>
public static class SnapshotCodec
{
    private const int Format = 2;
    private const int FormatWithoutFacts = 1;

    /// <summary>Writes a view's deltas; the adopted generation is not part of them.</summary>
    public static byte[] Write(ViewState state)
    {
        var writer = new VarintWriter(256);
        writer.Write(Format);
        writer.Write(state.Segments.Bits);
        writer.Write(state.Oldest.Offsets.Count);
        foreach (var (partition, offset) in state.Oldest.Offsets)
        {
            writer.Write(partition);
            writer.Write(offset);
        }

        writer.Write(state.Partitions.Count);
        foreach (var partition in state.Partitions)
        {
            var deltas = state.Deltas(partition);
            writer.Write(partition);
            writer.Write(deltas.Seen);
            writer.Write(deltas.Cells.Count);
            foreach (var (key, tally) in deltas.Cells)
            {
                writer.Write(key.Segment);
                writer.WriteSigned(key.Window);
                Write(writer, tally);
            }

            Write(writer, deltas.Facts);
        }

        return writer.ToArray();
    }

    /// <summary>Restores a view from a snapshot.</summary>
    /// <param name="bytes">What <see cref="Write(ViewState)"/> wrote.</param>
    /// <param name="segments">Segment size of the topic.</param>
    /// <param name="oldest">Lowest cut that may be published again.</param>
    /// <exception cref="InvalidDataException">The bytes are no snapshot, or one of another segment size.</exception>
    public static ViewState Read(ReadOnlySpan<byte> bytes, SegmentSize segments, Cut oldest)
    {
        var reader = new VarintReader(bytes);
        var format = reader.Read();
        if (format is not (Format or FormatWithoutFacts))
            throw new InvalidDataException(
                $"snapshot format {format} is unknown; this build reads formats {FormatWithoutFacts} and {Format}");
        if (reader.Read() is var bits && bits != segments.Bits)
            throw new InvalidDataException(
                $"the snapshot was taken with Log:SegmentBits={bits}, now it is {segments.Bits}: it must not change for a topic that has "
                + "views");

        var state = new ViewState(segments, ReadCut(ref reader, segments).Higher(oldest));
        for (var partitions = reader.Read(); partitions > 0; partitions--)
        {
            var deltas = state.Deltas(checked((int)reader.Read()));
            deltas.Seen = reader.Read();
            for (var cells = reader.Read(); cells > 0; cells--)
            {
                var segment = reader.Read();
                var window = checked((int)reader.ReadSigned());
                deltas.Cell(segment, window).Add(ReadTally(ref reader));
            }

            if (format != FormatWithoutFacts)
                deltas.Restore(ReadFacts(ref reader));
        }

        return state;
    }

    private static void Write(VarintWriter writer, FlightTally tally)
    {
        foreach (var status in FlightStatuses.All)
            writer.Write(tally[status]);
        writer.Write(tally.Departures);
        if (tally.Departures == 0)
            return;

        writer.WriteSigned(tally.DelaySumSeconds);
        writer.WriteSigned(tally.DelayMinSeconds);
        writer.WriteSigned(tally.DelayMaxSeconds);
        var histogram = tally.Histogram;
        writer.Write(histogram.Length - histogram.Count(0));
        for (var i = 0; i < histogram.Length; i++)
        {
            if (histogram[i] == 0)
                continue;
            writer.Write(i);
            writer.Write(histogram[i]);
        }
    }

    private static void Write(VarintWriter writer, IReadOnlyList<FlightFact> facts)
    {
        writer.Write(facts.Count);
        var (offset, window) = (0L, 0);
        foreach (var fact in facts)
        {
            writer.Write(fact.Offset - offset);
            writer.WriteSigned(fact.Window - window);
            writer.Write(((long)fact.Status << 1) | (fact.HasDelay ? 1L : 0));
            if (fact.HasDelay)
                writer.WriteSigned(fact.DelaySeconds);
            (offset, window) = (fact.Offset, fact.Window);
        }
    }

    private static List<FlightFact> ReadFacts(ref VarintReader reader)
    {
        var facts = new List<FlightFact>();
        var (offset, window) = (0L, 0);
        for (var count = reader.Read(); count > 0; count--)
        {
            offset += reader.Read();
            window = checked(window + (int)reader.ReadSigned());
            var status = reader.Read();
            if (status >> 1 >= FlightStatuses.Count)
                throw new InvalidDataException($"the snapshot names status {status >> 1} of {FlightStatuses.Count}");
            facts.Add(
                new FlightFact(offset, window, (FlightStatus)(status >> 1), (status & 1) == 0 ? null : checked((int)reader.ReadSigned())));
        }

        return facts;
    }

    private static Cut ReadCut(ref VarintReader reader, SegmentSize segments)
    {
        var offsets = new Dictionary<int, long>();
        for (var count = reader.Read(); count > 0; count--)
            offsets[checked((int)reader.Read())] = reader.Read();
        return Cut.Of(offsets, segments);
    }

    private static FlightTally ReadTally(ref VarintReader reader)
    {
        Span<long> byStatus = stackalloc long[FlightStatuses.Count];
        for (var i = 0; i < byStatus.Length; i++)
            byStatus[i] = reader.Read();
        if (reader.Read() == 0)
            return FlightTally.Restore(byStatus, 0, 0, 0, []);

        var sum = reader.ReadSigned();
        var least = checked((int)reader.ReadSigned());
        var greatest = checked((int)reader.ReadSigned());
        Span<long> histogram = stackalloc long[DelayHistogram.Buckets];
        for (var pairs = reader.Read(); pairs > 0; pairs--)
        {
            var bucket = checked((int)reader.Read());
            if (bucket >= histogram.Length)
                throw new InvalidDataException($"the snapshot names delay bucket {bucket} of {histogram.Length}");
            histogram[bucket] = reader.Read();
        }

        return FlightTally.Restore(byStatus, sum, least, greatest, histogram);
    }
}
