using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OrleansFlights.Flights.Tests;

public sealed class FlightEventWriterTests
{
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Write_GivesTheRecordAsItIsDocumented() =>
        Assert.Equal(Record.Valid.Trim(), Encoding.UTF8.GetString(FlightEventWriter.ToBytes(Record.ParseValid(Record.Valid))));

    [Fact]
    public void Write_WithoutActualDeparture_WritesNull()
    {
        var json = FlightEventWriter.ToBytes(Record.ParseValid(Record.Valid) with { ActualDeparture = null });
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(json).RootElement.GetProperty("actual_departure").ValueKind);
    }

    /// <summary>Archives leave out bytes that can be written again, so these are a stored format.</summary>
    [Theory]
    [InlineData("Swiss \"Air\" \\ / Zürich \u2028 💺", 0, "12:00:00Z")]
    [InlineData("<a>&'+", 1, "12:00:00Z")]
    [InlineData("\t", 10, "12:00:00.000001Z")]
    [InlineData("", 1_234_567, "12:00:00.123456Z")]
    [InlineData("é", 5_000_000, "12:00:00.5Z")]
    [InlineData("é", 9_999_999, "12:00:00.999999Z")]
    public void Write_GivesTheSameBytesAsEver(string model, int ticks, string time)
    {
        var flight = Record.ParseValid(Record.Valid) with
        {
            Aircraft = new Aircraft(model, ""),
            EventTime = new DateTimeOffset(2013, 1, 2, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(ticks),
        };

        var written = Encoding.UTF8.GetString(FlightEventWriter.ToBytes(flight));

        var text = JsonSerializer.Serialize(model, Relaxed);
        Assert.EndsWith(
            $$"""{"model":{{text}},"registration":""},"event_time":"2013-01-02T{{time}}"}""", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AppendsToWhatIsThere()
    {
        var target = new ArrayBufferWriter<byte>();
        var flight = Record.ParseValid(Record.Valid);
        FlightEventWriter.Write(flight, target);
        var once = target.WrittenCount;
        FlightEventWriter.Write(flight, target);
        Assert.Equal(2 * once, target.WrittenCount);
    }

    [Fact]
    public void Write_ParseRoundTrips()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var flight = RandomFlights.Next(random);
            var rejection = new FlightEventParser()
                .Parse(FlightEventWriter.ToBytes(flight), flight.EventTime.ToUnixTimeMilliseconds(), out var parsed);
            Assert.True(rejection.IsValid, $"{rejection}: {flight}");
            Assert.Equal(flight, parsed.ToEvent());
        }
    }
}
