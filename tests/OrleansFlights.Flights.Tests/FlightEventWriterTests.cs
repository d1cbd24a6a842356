using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OrleansFlights.Flights.Tests;

public sealed class FlightEventWriterTests
{
    [Fact]
    public void Write_GivesTheRecordAsItIsDocumented() =>
        Assert.Equal(Record.Valid.Trim(), Encoding.UTF8.GetString(FlightEventWriter.ToBytes(Record.ParseValid(Record.Valid))));

    [Fact]
    public void Write_WithoutActualDeparture_WritesNull()
    {
        var json = FlightEventWriter.ToBytes(Record.ParseValid(Record.Valid) with { ActualDeparture = null });
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(json).RootElement.GetProperty("actual_departure").ValueKind);
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
