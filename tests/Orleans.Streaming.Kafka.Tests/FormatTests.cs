using System.Text;

namespace Orleans.Streaming.Kafka.Tests;

public sealed class FormatTests
{
    private static readonly StreamId Stream = StreamId.Create("readings", "sensor-1");

    public static TheoryData<IStreamRecordFormat> Formats =>
    [
        new JsonRecordFormat("readings"), new JsonRecordFormat("other"), new CloudEventsRecordFormat("readings", "/tests"),
        new CloudEventsRecordFormat("readings", "/tests", CloudEventsMode.Structured),
    ];

    [Theory]
    [MemberData(nameof(Formats), DisableDiscoveryEnumeration = true)]
    public void Event_GoesToARecordAndBack(IStreamRecordFormat format)
    {
        var record = RecordOf(format.Write(Stream, 21.5));
        Assert.Equal(Stream, format.StreamIdOf(record));
        Assert.Equal(21.5, format.Read<double>(record));
    }

    [Fact]
    public void CloudEvents_ReadBothModes_AndTakeTheKeyFromAnAttribute()
    {
        var format = new CloudEventsRecordFormat("readings", "/tests");
        var structured = new StreamRecord(
            3, 0, null, """{"specversion":"1.0","id":"1","source":"/x","type":"t","partitionkey":"sensor-1","data":7}"""u8.ToArray(),
            [new("content-type", "application/cloudevents+json; charset=UTF-8"u8.ToArray())]);
        Assert.Equal((Stream, 7), (format.StreamIdOf(structured), format.Read<int>(structured)));
        var binary = new StreamRecord(4, 0, null, "8"u8.ToArray(), [new("ce_subject", "sensor-1"u8.ToArray())]);
        Assert.Equal((Stream, 8), (format.StreamIdOf(binary), format.Read<int>(binary)));
    }

    [Theory]
    [MemberData(nameof(Formats), DisableDiscoveryEnumeration = true)]
    public void BadRecords_AreRefusedAndTombstonesPassedOver(IStreamRecordFormat format)
    {
        Assert.Null(format.StreamIdOf(new StreamRecord(0, 0, [1], null, [])));
        Assert.Throws<InvalidDataException>(() => format.StreamIdOf(new StreamRecord(0, 0, null, [1], [])));
        var noEvent = new StreamRecord(0, 0, [1], Encoding.UTF8.GetBytes("}"), []);
        Assert.Throws<InvalidDataException>(() => format.Read<int>(noEvent));
    }

    private static StreamRecord RecordOf(RecordContent content) => new(5, 0, content.Key, content.Value, [.. content.Headers]);
}
