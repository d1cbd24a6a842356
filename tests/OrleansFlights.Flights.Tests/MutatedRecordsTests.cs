using System.Text;

namespace OrleansFlights.Flights.Tests;

public sealed class MutatedRecordsTests
{
    private const int Records = 1_000_000;

    private static readonly byte[][] Splices =
    [
        .. new[]
        {
            "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "1e9", "-0.5", "\\u0000", "\\ud83d\\udeeb", "\\ud83d", "é", "🛬", "\0",
                "\u007f", " ", "\r\n",
            "\"status\":", "\"cancelled\"", "\"origin\":\"ZRH\",", "\"event_time\":null,", "\"aircraft\":{},", "2199-12-31T23:59:59Z",
                ".123456789", "+04:00",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC3],
        [0xED, 0xA0, 0x80],
    ];

    private static readonly string[] OtherValues = ["null", "true", "-12.5e3", "[\"DXB\"]", "{\"a\":{}}", "\"\"", "\"DXB\""];

    [Fact]
    public void OneMillionMutatedRecords_AreEachValidOrRefusedWithAReason()
    {
        var random = new Random(2_026);
        var parser = new FlightEventParser();
        var originals = Enumerable.Range(0, 512).Select(_ => FlightEventWriter.ToBytes(RandomFlights.Next(random))).ToArray();
        var record = new byte[FlightEventParser.MaxRecordBytes + 512];
        var seen = new long[Enum.GetValues<RejectReason>().Length];

        for (var i = 0; i < Records; i++)
        {
            var original = originals[random.Next(originals.Length)];
            var length = Mutate(random, original, record);
            var timestamp = random.Next(8) == 0
                ? random.NextInt64(long.MinValue, long.MaxValue) : random.NextInt64(-1_000_000_000_000, 7_000_000_000_000);

            var rejection = parser.Parse(record.AsSpan(0, length), timestamp, out var flight);

            seen[(int)rejection.Reason]++;
            if (rejection.IsValid)
            {
                var first = flight.ToEvent();
                var rewritten = FlightEventWriter.ToBytes(first);
                Assert.True(parser.Parse(rewritten, first.EventTime.ToUnixTimeMilliseconds(), out var again).IsValid,
                    Encoding.UTF8.GetString(rewritten));
                Assert.Equal(first, again.ToEvent());
            }
            else if (!Enum.IsDefined(rejection.Reason))
            {
                Assert.Fail($"record {i}: {rejection}");
            }
        }

        Assert.Equal(Records, seen.Sum());
        Assert.All(Enum.GetValues<RejectReason>(), reason => Assert.True(seen[(int)reason] > 0, $"no record came to {reason}"));
    }

    [Fact]
    public void Parse_AllocatesNothing()
    {
        var parser = new FlightEventParser();
        var random = new Random(5);
        var records = Enumerable.Range(0, 1_000).Select(_ => FlightEventWriter.ToBytes(RandomFlights.Next(random)))
            .Append("{\"a\":"u8.ToArray()).Append(Encoding.UTF8.GetBytes(Record.Without("status"))).ToArray();
        long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var record in records)
                parser.Parse(record, 7_000_000_000_000, out _);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run();
        var allocated = Enumerable.Range(0, 20).Sum(_ => Run());

        Assert.True(allocated < records.Length, $"{allocated} bytes for {20 * records.Length} records");
    }

    private static int Mutate(Random random, byte[] original, byte[] record)
    {
        original.CopyTo(record, 0);
        var length = original.Length;
        switch (random.Next(40))
        {
            case 0: return random.Next(length + 1);
            case 1: return FlightEventParser.MaxRecordBytes + random.Next(-2, 3) is var size && Pad(record, length, size) ? size : length;
            case 2: return Overwrite(record, "[1,2]"u8);
            case 3: return 0;
            case 4:
                random.NextBytes(record.AsSpan(0, length));
                return length;
            case 5: return length;
            case 6 or 7: return ReplaceValue(random, record, length);
            case 8:
                record.AsSpan(record.AsSpan().IndexOf("\"origin\""u8) + 10, 3)
                    .CopyTo(record.AsSpan(record.AsSpan().IndexOf("\"destination\""u8) + 15));
                return length;
        }

        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(length);
            switch (random.Next(4))
            {
                case 0: record[at] = (byte)random.Next(random.Next(8) == 0 ? 256 : 128); break;
                case 1: record[at] = record[random.Next(length)]; break;
                case 2:
                    var cut = Math.Min(random.Next(1, 12), length - at);
                    record.AsSpan(at + cut, length - at - cut).CopyTo(record.AsSpan(at));
                    length = Math.Max(1, length - cut);
                    break;
                default:
                    var splice = Splices[random.Next(Splices.Length)];
                    record.AsSpan(at, length - at).CopyTo(record.AsSpan(at + splice.Length));
                    splice.CopyTo(record, at);
                    length += splice.Length;
                    break;
            }
        }

        return length;
    }

    /// <summary>Puts a value of some other type in the place of a random field's value.</summary>
    private static int ReplaceValue(Random random, byte[] record, int length)
    {
        var fields = Encoding.UTF8.GetString(record, 0, length).Split("\",\"");
        var changed = random.Next(fields.Length);
        var name = fields[changed][..(fields[changed].IndexOf("\":", StringComparison.Ordinal) + 2)];
        fields[changed] = name + OtherValues[random.Next(OtherValues.Length)] + (changed == fields.Length - 1 ? "}" : ",\"");
        for (var i = 0; i < fields.Length; i++)
        {
            if (i != changed && i < fields.Length - 1)
                fields[i] += "\",\"";
        }

        return Encoding.UTF8.GetBytes(string.Concat(fields), record);
    }

    private static bool Pad(byte[] record, int length, int size)
    {
        record.AsSpan(length, size - length).Fill((byte)' ');
        return true;
    }

    private static int Overwrite(byte[] record, ReadOnlySpan<byte> text)
    {
        text.CopyTo(record);
        return text.Length;
    }
}
