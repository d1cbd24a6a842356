using System.Text;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Flights.Tests;

public sealed class ValuesTests
{
    [Fact]
    public void AirportCode_ParsesFromTextAndBytesAlike()
    {
        Assert.True(AirportCode.TryParse("ZRH", out var text));
        Assert.True(AirportCode.TryParse("ZRH"u8, out var bytes));
        Assert.Equal(text, bytes);
        Assert.Equal("ZRH", text.ToString());
        Assert.NotEqual(0, text.Packed);
        foreach (var wrong in new[] { "", "ZR", "ZRHA", "zrh", "ZR1", "ZÜR" })
        {
            Assert.False(AirportCode.TryParse(wrong, out _), wrong);
            Assert.False(AirportCode.TryParse(Encoding.UTF8.GetBytes(wrong), out _), wrong);
        }
    }

    [Fact]
    public void FlightStatuses_NameAndParseRoundTrip()
    {
        Assert.Equal(FlightStatuses.Count, FlightStatuses.All.Count);
        foreach (var status in FlightStatuses.All)
        {
            Assert.True(FlightStatuses.TryParse(Encoding.UTF8.GetBytes(status.Name()), out var parsed));
            Assert.Equal(status, parsed);
        }
    }

    [Fact]
    public void ViewKey_NamesTheViewsOfAnEvent()
    {
        Assert.True(AirportCode.TryParse("DXB", out var dxb));
        Assert.True(AirportCode.TryParse("ZRH", out var zrh));

        Assert.Equal("route/DXB-ZRH", ViewKey.Route(dxb, zrh).ToString());
        Assert.Equal("airline/Emirates", ViewKey.Airline("Emirates").ToString());
        Assert.Equal("departures/DXB", ViewKey.Departures(dxb).ToString());
        Assert.Equal("arrivals/ZRH", ViewKey.Arrivals(zrh).ToString());
        Assert.Equal("total/all", ViewKey.Total.ToString());
        Assert.All(Dimensions.All, d => Assert.Equal(d, Dimensions.Parse(d.Name())));
        Assert.Throws<ArgumentException>(() => Dimensions.Parse("Route"));
    }

    [Fact]
    public void FlightRecordKey_IsTheRoute() => Assert.Equal("DXB-ZRH"u8.ToArray(), FlightRecordKey.Of(Record.ParseValid(Record.Valid)));

    [Theory]
    [InlineData(0L)]
    [InlineData((1L << 55) - 1)]
    public void FlightFact_KeepsOffsetAndStatus(long offset)
    {
        foreach (var status in FlightStatuses.All)
        {
            var fact = new FlightFact(offset, -7, status, -1);
            Assert.Equal((offset, -7, status, true, -1), (fact.Offset, fact.Window, fact.Status, fact.HasDelay, fact.DelaySeconds));
        }

        Assert.False(new FlightFact(offset, 0, FlightStatus.Departed, null).HasDelay);
    }

    [Fact]
    public void SettingException_SaysKeyValueAndWhatIsAllowed()
    {
        var wrong = Assert.Throws<SettingException>(() => SettingException.ThrowUnlessBetween("Log:Partitions", 0, 1, 1_024));
        Assert.Equal("Log:Partitions", wrong.Key);
        Assert.Equal("Log:Partitions is '0'; allowed: 1 to 1024.", wrong.Message);
        Assert.Throws<SettingException>(() => SettingException.ThrowUnlessOneOf("Log:Provider", "rabbit", "sqlite", "kafka"));
        Assert.Throws<SettingException>(
            () => SettingException.ThrowUnlessBetween("A:Wait", TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        SettingException.ThrowUnlessOneOf("Log:Provider", "kafka", "sqlite", "kafka");
        SettingException.ThrowUnlessBetween("Log:Partitions", 1_024, 1, 1_024);
    }

    [Fact]
    public void DataOptions_FileIsAFullPathUnderTheDirectory()
    {
        var directory = Path.Combine(Path.GetTempPath(), "flights");
        Assert.Equal(Path.Combine(directory, "log.db"), new DataOptions { Path = directory }.File("log.db"));
        Assert.True(Path.IsPathFullyQualified(new DataOptions().File("log.db")));
    }
}
