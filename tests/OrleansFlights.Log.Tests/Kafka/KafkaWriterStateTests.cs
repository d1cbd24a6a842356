using System.Text;
using OrleansFlights.Log.Kafka;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>A stored state is found under the log's identity, in its present and its former spelling, and under no other.</summary>
public sealed class KafkaWriterStateTests
{
    private static readonly byte[] Id = [0xFB, 0xEF, 0xBE, 0x3F, 0, 1, 2, 3, 0x80, 5, 6, 7, 8, 9, 10, 0xFF];
    private static readonly LogIdentity Identity = new(Convert.ToBase64String(Id).TrimEnd('='));

    [Fact]
    public void Packed_IsUnpackedByTheSameLogOnly()
    {
        var stored = KafkaWriterState.Pack("row 7"u8, Identity);

        Assert.Equal("row 7", Text(KafkaWriterState.Unpack(stored, Identity)));
        Assert.True(KafkaWriterState.Unpack(stored, new LogIdentity(Convert.ToBase64String(new byte[16]).TrimEnd('='))).IsEmpty);
        Assert.True(KafkaWriterState.Unpack(stored, LogIdentity.OfName("flight-events")).IsEmpty);
        Assert.True(KafkaWriterState.Unpack(Array.Empty<byte>(), Identity).IsEmpty);
    }

    [Fact]
    public void Stored_InHexadecimalDigits_IsKnown()
    {
        var stored = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Id) + "\nrow 7");

        Assert.Equal("row 7", Text(KafkaWriterState.Unpack(stored, Identity)));
        var inFiles = new LogIdentity(Identity.Value.Replace('+', '-').Replace('/', '_'));
        Assert.Equal("row 7", Text(KafkaWriterState.Unpack(stored, inFiles)));
        Assert.True(KafkaWriterState.Unpack(stored, new LogIdentity("AAAAAAAAAAAAAAAAAAAAAA")).IsEmpty);
    }

    [Fact]
    public void Stored_ForATopicWithoutId_IsKnown()
    {
        var stored = Encoding.ASCII.GetBytes(new string('0', 32) + "\nrow 7");

        Assert.Equal("row 7", Text(KafkaWriterState.Unpack(stored, LogIdentity.OfName("flight-events"))));
        Assert.True(KafkaWriterState.Unpack(stored, Identity).IsEmpty);
    }

    private static string Text(ReadOnlyMemory<byte> state) => Encoding.UTF8.GetString(state.Span);
}
